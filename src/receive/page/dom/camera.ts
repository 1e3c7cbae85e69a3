import type { CameraChoice, CameraStatus } from "../core/model.ts"
import type { TextName } from "../core/texts.ts"

/** Large enough for a dense code, small enough for a slow computer. */
const SIZE: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 } }
const BACK: MediaTrackConstraints = { facingMode: { ideal: "environment" } }

const WHY: Readonly<Record<string, TextName>> = {
  NotAllowedError: "cameraDenied",
  SecurityError: "cameraDenied",
  NotFoundError: "cameraMissing",
  OverconstrainedError: "cameraMissing",
}

/** Whether the user has allowed this page to use the camera before. */
export async function isCameraAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted"
  } catch {
    // Some browsers do not know of this permission.
    return false
  }
}

/** The camera, and the element that shows its picture. */
export class Camera {
  readonly video: HTMLVideoElement
  readonly #status: (status: CameraStatus) => void
  #stream: MediaStream | null = null
  /** Counts the starts, so that a slow one that was overtaken is given up. */
  #starts = 0

  constructor(video: HTMLVideoElement, status: (status: CameraStatus) => void) {
    this.video = video
    this.#status = status
  }

  /** @param id - Of the camera; absent: any. */
  async start(id?: string): Promise<void> {
    this.#release()
    const start = ++this.#starts
    this.#status({ type: "starting" })
    try {
      const stream = await getStream({ ...SIZE, ...(id === undefined ? BACK : { deviceId: { exact: id } }) })
      if (start !== this.#starts) {
        stopTracks(stream)
        return
      }
      this.#stream = stream
      await this.#show(stream)
    } catch (error) {
      if (start !== this.#starts) return
      this.#release()
      this.#status({ type: "failed", why: (error instanceof Error ? WHY[error.name] : undefined) ?? "cameraBusy" })
    }
  }

  stop(): void {
    this.#starts++
    this.#release()
    this.#status({ type: "off" })
  }

  async #show(stream: MediaStream): Promise<void> {
    const track = stream.getVideoTracks()[0]
    track?.addEventListener("ended", () => {
      if (stream !== this.#stream) return
      this.#release()
      this.#status({ type: "failed", why: "cameraStopped" })
    })
    const settings = track?.getSettings()
    // A person aims more easily at a mirror.
    this.video.parentElement?.classList.toggle("mirrored", settings?.facingMode !== "environment")
    this.video.srcObject = stream
    await this.video.play()
    this.#status({ type: "on", choices: await cameraChoices(), chosen: settings?.deviceId ?? "" })
  }

  #release(): void {
    if (this.#stream !== null) stopTracks(this.#stream)
    this.#stream = null
    this.video.srcObject = null
  }
}

async function getStream(video: MediaTrackConstraints): Promise<MediaStream> {
  // Absent where the page is not at an address that the browser trusts.
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices }
  if (mediaDevices === undefined) throw new DOMException("no camera at this address", "SecurityError")
  return await mediaDevices.getUserMedia({ video, audio: false })
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

async function cameraChoices(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.filter(({ kind }) => kind === "videoinput").map(({ deviceId, label }) => ({ id: deviceId, label }))
}
