import { format, texts } from "../base/language.ts"
import type { Lang } from "../base/language.ts"
import type { Device } from "./handler.ts"
import { formatTitle, handlerById } from "./lookup.ts"
import type { Registry } from "./lookup.ts"

const DEVICE_TITLES = texts({
  phone: { en: "the phone", ja: "スマートフォン" },
  google: { en: "Google Authenticator", ja: "Google Authenticator" },
  keyferry: { en: "the other keyferry", ja: "別の keyferry" },
} satisfies Record<Device, unknown>)

const isDevice = (id: string): id is Device => Object.hasOwn(DEVICE_TITLES, id)

/**
 * The device that shows the codes of accounts read in this format: a {@link Device}, or the format's own id where the app is its
 * own device. Accounts store it with each comparison of codes.
 *
 * @param format - A format's id; empty where no format was recognised.
 */
export function deviceOfFormat(registry: Registry, format: string): string {
  return format === "" ? "phone" : (handlerById(registry, format)?.device ?? format)
}

/** @param device - As {@link deviceOfFormat} gives it. */
export function deviceTitle(registry: Registry, device: string, lang: Lang): string {
  return isDevice(device) ? format(DEVICE_TITLES[device], lang) : formatTitle(registry, device, lang)
}
