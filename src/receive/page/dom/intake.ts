/** What the user pastes, drops or chooses. */
export interface Intake {
  /** False: the page takes nothing now. */
  isOpen(): boolean
  file(file: File): void
  text(text: string): void
  folder(name: string): void
  /** Something was pasted that is neither a file nor a text. */
  nothing(): void
}

/** Listen on the whole page. */
export function listen(intake: Intake): void {
  document.addEventListener("paste", (event) => {
    event.preventDefault()
    if (!intake.isOpen() || event.clipboardData === null) return
    if (!takeFrom(event.clipboardData, intake)) intake.nothing()
  })
  document.addEventListener("dragover", (event) => {
    event.preventDefault()
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = intake.isOpen() ? "copy" : "none"
    showDropping(intake.isOpen())
  })
  document.addEventListener("dragleave", (event) => {
    // Null: the pointer leaves the window, and not only one element for another.
    if (event.relatedTarget === null) showDropping(false)
  })
  document.addEventListener("drop", (event) => {
    // Without this, the browser would leave the page to show the file.
    event.preventDefault()
    showDropping(false)
    if (intake.isOpen() && event.dataTransfer !== null) takeFrom(event.dataTransfer, intake)
  })
}

function showDropping(isDropping: boolean): void {
  document.body.classList.toggle("dropping", isDropping)
}

/** Files come first: a copied picture may bring its address as text too. @returns Whether there was anything. */
function takeFrom(data: DataTransfer, intake: Intake): boolean {
  const folders = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry?.isDirectory === true)
  const folderNames = new Set(folders.map((entry) => entry?.name ?? ""))
  for (const name of folderNames) intake.folder(name)
  const files = [...data.files].filter(({ name }) => !folderNames.has(name))
  for (const file of files) intake.file(file)
  if (files.length + folderNames.size > 0) return true
  const text = data.getData("text/plain")
  if (text.trim() === "") return false
  intake.text(text)
  return true
}
