/** Reads an upload as clients of Confluence write it: texts before and behind the files, some of them sent as if they were files. */
import type { FastifyRequest } from 'fastify';
import { textOf, uploadParts } from '../http/uploads.ts';
import type { CommentedFile } from '../wiki/attachments/attaching.ts';
import type { StagedFile, StagingVerbs } from '../wiki/attachments/staging.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { badRequest, type ErrorAnswer } from './errors.ts';

export interface Upload {
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
 * @throws an error with `statusCode` for a form that is malformed or too large
 */
export async function takeUpload<Outcome extends object>(
  staging: StagingVerbs,
  request: FastifyRequest,
  attach: (upload: Upload) => Promise<Outcome | Refusal | ErrorAnswer>,
): Promise<Outcome | Refusal | ErrorAnswer> {
  const staged: StagedFile[] = [];
  let mayBeNamed = false;
  try {
    const texts: Texts = { comments: [], minorEdit: false, filename: undefined };
    for await (const part of uploadParts(request)) {
      if (part.kind === 'text') note(texts, part.name, part.value);
      else if (part.name !== 'file') {
        if (isText(part.name)) note(texts, part.name, await textOf(part.name, part.bytes));
      } else {
        const { mediaType, bytes } = part;
        const file = await staging.stage({ filename: part.filename ?? texts.filename ?? '', mediaType, bytes });
        if (isRefusal(file)) return file;
        staged.push(file);
      }
    }
    if (staged.length === 0) return badRequest('At least one file is needed: a part with the name file and a filename.');
    const { comments, minorEdit } = texts;
    const [first = ''] = comments;
    const files = staged.map((file, index) => ({ ...file, comment: comments[index] ?? first }));
    // Whoever loses the database at this moment cannot know what it kept: then the files stay, until it is clear that nothing names them.
    mayBeNamed = true;
    const outcome = await attach({ files, minorEdit });
    mayBeNamed = !('statusCode' in outcome) && !isRefusal(outcome);
    return outcome;
  } finally {
    if (!mayBeNamed) await staging.discard(staged);
  }
}

const textNames = ['comment', 'minorEdit', 'fileName'];

function isText(name: string): boolean {
  return textNames.includes(name);
}

function note(texts: Texts, name: string, value: string): void {
  // PostgreSQL takes no NUL in a text.
  const text = value.replaceAll('\0', '').trim();
  if (name === 'comment') texts.comments.push(text);
  if (name === 'minorEdit') texts.minorEdit = text === 'true';
  if (name === 'fileName') texts.filename = text;
}
