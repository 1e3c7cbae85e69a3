import type { Draft } from "../accounts/account.ts"
import type { Message } from "../base/language.ts"
import { toRecord } from "../accounts/record.ts"
import type { Detection, Handler, Keeps, OpenContext, Opened, SniffedInput, Writer } from "../formats/handler.ts"
import { answerOf } from "./answer.ts"
import type { Manifest, WriterManifest } from "./manifest.ts"
import type { PluginSession } from "./session.ts"

/** How a plugin's title is shown everywhere: nobody takes it for one of ours. */
export const marked = (title: string): string => `${title} (plugin)`

/**
 * A plugin as a handler. What it says of itself is known without a process; its questions go through the session. Detection is asynchronous
 * here, so `detect` says no and `plugin.judge` is asked.
 */
export function pluginHandler(manifest: Manifest, session: PluginSession): Handler {
  const { id, title, extensions, guide, reads, writer } = manifest
  return Object.freeze({
    id,
    title: marked(title),
    extensions,
    guide,
    detect: () => "no" as const,
    plugin: {
      async judge({ bytes }: SniffedInput, task: OpenContext): Promise<Detection> {
        const said = reads ? await session.detect(bytes, task) : "no"
        return said === "yes" || said === "maybe" ? said : "no"
      },
      rest: () => session.rest(),
    },
    ...(reads ? { open: (inputs: readonly SniffedInput[], task: OpenContext) => open(inputs, task, session) } : {}),
    ...(writer === null ? {} : { writer: writerOf(writer, session) }),
  })
}

async function open([input]: readonly SniffedInput[], task: OpenContext, session: PluginSession): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  const { bytes } = input
  const plugin = session.title
  const answer = answerOf(await session.open(bytes, null, task), { plugin, unlocking: false, signal: task.signal })
  if (answer.kind === "accounts") return answer
  return {
    kind: "locked",
    needs: "password",
    ...(answer.hint === null ? {} : { hint: attributed(plugin, answer.hint) }),
    async unlock({ password }, { signal }) {
      const opened = answerOf(await session.open(bytes, password, { signal }), { plugin, unlocking: true, signal })
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
          drafts.map((draft) => recordFor(draft, keeps)),
          password,
          { signal },
        )
      } finally {
        await session.rest()
      }
    },
  }
}

/** What a plugin's writer is given: nothing of what the user was told is left out. */
export function recordFor(draft: Draft, keeps: Keeps): object {
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

/** A plugin's own words stand behind its name, or they could pass for keyferry's. */
function attributed(plugin: string, { sentence: { en, ja } }: Message): Message {
  const name = marked(plugin)
  return { sentence: { en: `${name}: ${en}`, ja: `${name}: ${ja}` }, detail: {} }
}
