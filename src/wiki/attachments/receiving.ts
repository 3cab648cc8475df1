/**
 * Receives an upload in the forms that clients of Confluence and browsers send: text fields before and after the files, some of them
 * sent as files.
 */
import { textOf, type UploadPart } from '../../http/uploads.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import type { CommentedFile } from './attaching.ts';
import type { StagedFile, StagingVerbs } from './staging.ts';

export interface Upload {
  /** At least one. */
  readonly files: readonly CommentedFile[];
  readonly minorEdit: boolean;
}

interface Texts {
  readonly comments: string[];
  minorEdit: boolean;
  /** A name for a file that has none of its own. */
  filename: string | undefined;
}

/**
 * Stages the files of an upload and hands them over; what is refused then, or goes wrong, leaves none of them behind.
 * @param unnamed what a file is called that nobody names; without it such a file is none
 * @throws an error with `statusCode` for a form that is malformed or too large
 */
export async function receiveUpload<Outcome extends object>(
  staging: StagingVerbs,
  parts: AsyncIterable<UploadPart>,
  attach: (upload: Upload) => Promise<Outcome | Refusal>,
  unnamed?: string,
): Promise<Outcome | Refusal> {
  const staged: StagedFile[] = [];
  let mayBeNamed = false;
  try {
    const texts: Texts = { comments: [], minorEdit: false, filename: undefined };
    for await (const part of parts) {
      if (part.kind === 'text') note(texts, part.name, part.value);
      else if (part.name !== 'file') {
        if (textNames.includes(part.name)) note(texts, part.name, await textOf(part.name, part.bytes));
      } else {
        const filename = part.filename || texts.filename || (part.filename === undefined ? unnamed : undefined);
        // A browser whose user chose no file sends one without a name.
        if (filename === undefined) continue;
        const file = await staging.stage({ filename, mediaType: part.mediaType, bytes: part.bytes });
        if (isRefusal(file)) return file;
        staged.push(file);
      }
    }
    if (staged.length === 0) return { refused: 'no-file' };
    const { comments, minorEdit } = texts;
    const [first = ''] = comments;
    const files = staged.map((file, index) => ({ ...file, comment: comments[index] ?? first }));
    // Whoever loses the database at this moment cannot know what it kept: then the files stay, until it is clear that nothing names them.
    mayBeNamed = true;
    const outcome = await attach({ files, minorEdit });
    mayBeNamed = !isRefusal(outcome);
    return outcome;
  } finally {
    if (!mayBeNamed) await staging.discard(staged);
  }
}

const textNames: readonly string[] = ['comment', 'minorEdit', 'fileName'];

function note(texts: Texts, name: string, value: string): void {
  // PostgreSQL takes no NUL in a text.
  const text = value.replaceAll('\0', '').trim();
  if (name === 'comment') texts.comments.push(text);
  if (name === 'minorEdit') texts.minorEdit = text === 'true';
  if (name === 'fileName') texts.filename = text;
}
