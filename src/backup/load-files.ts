/** Puts the files of a backup into a store under their old ids, and checks each against its recorded size and checksum. */
import { createHash } from 'node:crypto';
import type { FileStore, WrittenFile } from '../wiki/attachments/file-store.ts';
import { type ArchivePart, BadArchive } from './archive-reader.ts';
import { type Contents, partNames, readListedFile } from './format.ts';

const longestList = 1024 * 1024;

export interface FileLoader {
  /** @returns whether the part is a file or a list of them @throws BadArchive; what the store says */
  take(part: ArchivePart): Promise<boolean>;
  /** @throws BadArchive when something else came than should have */
  finish(contents: Contents): void;
}

export function fileLoader(files: FileStore, onFile: (bytes: number) => void): FileLoader {
  const lists = createHash('sha256');
  /** Those that no list has confirmed yet. */
  const waiting = new Map<string, WrittenFile>();
  let [count, bytes, listCount] = [0, 0, 0];

  return {
    async take(part) {
      const [, id] = /^files\/([0-9a-f]{32})$/.exec(part.name) ?? [];
      if (id !== undefined) {
        if (waiting.has(id)) throw new BadArchive('A file is in it twice.');
        const outcome = await files.write(id, part.bytes, part.size);
        if (outcome.kind !== 'written') throw new BadArchive('A file in it is larger than it says.');
        waiting.set(id, outcome.file);
        count += 1;
        bytes += outcome.file.size;
        onFile(outcome.file.size);
        return true;
      }
      if (!/^file-lists\/\d{6}\.jsonl$/.test(part.name)) return false;
      listCount += 1;
      if (part.name !== partNames.fileList(listCount)) throw new BadArchive('Its parts are not in their order.');
      const list = await part.all(longestList);
      lists.update(list);
      for (const line of list.toString('utf8').split('\n').slice(0, -1)) {
        const listed = readListedFile(line);
        const came = listed && waiting.get(listed.id);
        if (listed === undefined || came === undefined || came.size !== listed.size || came.sha256 !== listed.sha256) {
          throw new BadArchive('A file in it is not the one that was written.');
        }
        waiting.delete(listed.id);
      }
      return true;
    },

    finish({ files: expected }) {
      if (waiting.size > 0 || count !== expected.count || bytes !== expected.bytes || lists.digest('hex') !== expected.sha256) {
        throw new BadArchive('Its files are not those that were written.');
      }
    },
  };
}
