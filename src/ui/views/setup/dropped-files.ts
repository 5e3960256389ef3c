import type { PlacedFile } from './picture-classes';

/** Files and all that is in folders, of what was dropped; hidden files are left out. */
export async function droppedFiles(data: DataTransfer): Promise<PlacedFile[]> {
  // The list is empty after the event, so that it is read before anything is waited for.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const found = await Promise.all(
    entries.filter((entry) => entry !== null).map((entry) => filesOf(entry, null)),
  );
  return found.flat();
}

async function filesOf(entry: FileSystemEntry, folder: string | null): Promise<PlacedFile[]> {
  if (entry.name.startsWith('.')) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, folder }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: PlacedFile[] = [];
  // A reader gives some entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesOf(one, entry.name)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
