/** Files for tests: where they lie, and multipart bodies as clients write them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../src/foundation/random.ts';
import { fileStore } from '../../src/wiki/attachments/file-store.ts';
import type { AttachmentStorage } from '../../src/wiki/attachments/staging.ts';

let folder: string | undefined;

/** @returns a place for files that goes away with the process; takes a mebibyte, and nothing that ends with `exe` */
export function testStorage(options: Partial<Omit<AttachmentStorage, 'files'>> = {}): AttachmentStorage {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'weir-attachments-'));
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return { files: fileStore(folder, systemRandom()), mostBytes: () => 1024 * 1024, blockedExtensions: () => ['exe'], ...options };
}

/** A part of a multipart form: the whole head after `form-data`, and what follows it. */
export interface Part {
  /** `name="file"; filename="a.txt"` */
  readonly disposition: string;
  readonly type?: string;
  readonly value: string | Buffer;
}

export function filePart(filename: string, value: string | Buffer, type?: string): Part {
  return { disposition: `name="file"; filename="${filename}"`, value, ...(type === undefined ? {} : { type }) };
}

export function textPart(name: string, value: string): Part {
  return { disposition: `name="${name}"`, value };
}

export const multipartType = 'multipart/form-data; boundary=part-of-a-test';

/** @returns a body of type `multipartType` */
export function multipart(parts: readonly Part[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ disposition, type, value }) => [
      Buffer.from(
        `--part-of-a-test\r\nContent-Disposition: form-data; ${disposition}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`,
      ),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--part-of-a-test--\r\n'),
  ]);
}
