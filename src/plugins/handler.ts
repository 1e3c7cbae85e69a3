import type { Draft } from "../accounts/account.ts"
import { toRecord } from "../accounts/record.ts"
import type { Message } from "../base/language.ts"
import type { Detection, Handler, Keeps, OpenContext, Opened, SniffedInput, Writer } from "../formats/handler.ts"
import { parseAnswer } from "./answer.ts"
import type { Manifest, WriterManifest } from "./manifest.ts"
import type { PluginSession } from "./session.ts"

/** The title shown for a plugin, marked so that it cannot pass for a built-in format. */
export const pluginTitle = (title: string): string => `${title} (plugin)`

/**
 * Wrap a plugin as a handler. Creating it starts no process; detecting, opening and writing go through the session. Detection is
 * asynchronous, so `detect` answers no and the registry calls `plugin.detect` instead.
 */
export function pluginHandler(manifest: Manifest, session: PluginSession): Handler {
  const { id, title, extensions, guide, reads, writer } = manifest
  return Object.freeze({
    id,
    title: pluginTitle(title),
    extensions,
    guide,
    detect: () => "no" as const,
    plugin: {
      async detect({ bytes }: SniffedInput, task: OpenContext): Promise<Detection> {
        const answer = reads ? await session.detect(bytes, task) : "no"
        return answer === "yes" || answer === "maybe" ? answer : "no"
      },
      stop: () => session.stop(),
    },
    ...(reads ? { open: (inputs: readonly SniffedInput[], task: OpenContext) => open(inputs, task, session) } : {}),
    ...(writer === null ? {} : { writer: writerOf(writer, session) }),
  })
}

async function open([input]: readonly SniffedInput[], task: OpenContext, session: PluginSession): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  const { bytes } = input
  const plugin = session.title
  const answer = parseAnswer(await session.open(bytes, null, task), { plugin, unlocking: false, signal: task.signal })
  if (answer.kind === "accounts") return answer
  return {
    kind: "locked",
    needs: "password",
    ...(answer.hint === null ? {} : { hint: withPluginName(plugin, answer.hint) }),
    async unlock({ password }, { signal }) {
      const opened = parseAnswer(await session.open(bytes, password, { signal }), { plugin, unlocking: true, signal })
      if (opened.kind === "locked") throw new TypeError("locked after it was unlocked")
      return opened
    },
  }
}

function writerOf({ protects, keeps, extension }: WriterManifest, session: PluginSession): Writer {
  return {
    protects,
    keeps,
    extension: () => extension,
    async run(drafts, { password, signal }) {
      try {
        return await session.write(
          drafts.map((draft) => recordForWriter(draft, keeps)),
          password,
          { signal },
        )
      } finally {
        await session.stop()
      }
    },
  }
}

/** The record that a plugin's writer is given: only the fields that its manifest claims to keep, as the list of losses promises. */
export function recordForWriter(draft: Draft, keeps: Keeps): object {
  const groups = keeps.groups === "many" ? draft.groups : keeps.groups === "one" ? draft.groups.slice(0, 1) : []
  const { id: _id, ...record } = toRecord(
    {
      ...draft,
      groups,
      pin: keeps.pin ? draft.pin : null,
      note: keeps.note ? draft.note : "",
      favorite: keeps.favorite && draft.favorite,
      icon: keeps.icon ? draft.icon : null,
      trashed: keeps.trashed && draft.trashed,
      ...(keeps.times ? {} : { createdAt: null }),
      updatedAt: null,
      usedAt: null,
    },
    { secrets: true },
  )
  return record
}

/** Puts the plugin's name before its own words, so that they cannot pass for keyferry's. */
function withPluginName(plugin: string, { sentence: { en, ja } }: Message): Message {
  const name = pluginTitle(plugin)
  return { sentence: { en: `${name}: ${en}`, ja: `${name}: ${ja}` }, detail: {} }
}
