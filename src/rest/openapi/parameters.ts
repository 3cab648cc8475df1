/** The API's parameters, each described once: it means the same wherever it is accepted. */
import { retentionUnits } from '../../audit/retention.ts';
import type { ApiParameter } from '../../http/api-description.ts';
import { listLimit, usualLimit } from '../paging.ts';

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly description: string;
  readonly schema: JsonSchema;
  /** It may be repeated. */
  readonly isRepeatable?: true;
  readonly isRequired?: true;
}

const text: JsonSchema = { type: 'string' };
const id: JsonSchema = { type: 'string', pattern: '^[0-9]+$' };
const flag: JsonSchema = { type: 'boolean' };
const oneOf = (...values: readonly string[]): JsonSchema => ({ type: 'string', enum: values });

export const queryParameters = {
  allowDuplicated: { description: 'Whether a file whose name is there becomes its next version.', schema: flag },
  contentType: { description: 'Accepted for the sake of clients; the whole space is watched.', schema: text },
  cql: {
    description: 'A query, such as `space = DOC and text ~ "word" order by lastmodified desc`.',
    schema: text,
    isRequired: true,
  },
  cqlcontext: {
    description: 'Where the query is asked, as JSON: `{"spaceKey":"DOC","contentId":"55","contentStatuses":["current"]}`.',
    schema: text,
  },
  cursor: { description: 'Where to go on, as the answer before said.', schema: text },
  depth: { description: '`root`: the top level alone; `all`: everything below.', schema: oneOf('root', 'all') },
  endDate: { description: 'The last day or moment: `2026-01-31`, or in ms since 1970.', schema: text },
  event: { description: 'An event, such as `page_created`.', schema: text },
  excerpt: { description: 'What the excerpt shows.', schema: oneOf('highlight', 'indexed', 'none') },
  expand: {
    description: 'What comes along, separated by commas; dots descend: `body.storage,version,space.homepage`.',
    schema: text,
  },
  favourite: { description: 'Favourites of the user who calls alone.', schema: flag },
  filename: { description: 'The name of a file.', schema: text },
  format: { description: 'The format of the file.', schema: oneOf('csv', 'json') },
  includeArchivedSpaces: { description: 'Whether archived spaces are searched too.', schema: flag },
  fromDate: { description: 'From this moment on: `2026-01-31T12:00:00.000Z`.', schema: text },
  jobOperation: { description: 'What jobs do; there are backups alone.', schema: oneOf('BACKUP', 'RESTORE') },
  jobScope: { description: 'What jobs are about; there are jobs of the whole site alone.', schema: oneOf('SPACE', 'SITE') },
  jobStates: {
    description: 'States of jobs.',
    schema: oneOf('QUEUED', 'PROCESSING', 'FINISHED', 'CANCELLING', 'CANCELLED', 'FAILED'),
    isRepeatable: true,
  },
  key: { description: 'The key of a user.', schema: text },
  label: { description: 'A label.', schema: text, isRepeatable: true },
  limit: {
    description: `How many results at most: ${usualLimit} if left out, ${listLimit} for labels, groups and their members. A larger one than the server allows is brought down; the answer says to how many.`,
    schema: { type: 'integer', minimum: 0 },
  },
  location: {
    description: 'Where comments stand.',
    schema: oneOf('footer', 'inline', 'resolved'),
    isRepeatable: true,
  },
  mediaType: { description: 'A media type, such as `image/png`.', schema: text },
  name: { description: 'The name of a label.', schema: text, isRequired: true },
  newContentId: { description: 'Where the file goes.', schema: id },
  newName: { description: 'What the file is called there.', schema: text },
  number: { description: 'How many units of time back.', schema: { type: 'integer', minimum: 1 } },
  owner: { description: 'The name of the user who asked for it.', schema: text },
  outcome: { description: 'How the delivery went.', schema: text },
  outcomes: { description: 'How the delivery went, several at once.', schema: text, isRepeatable: true },
  pageId: { description: 'The page that is moved.', schema: id, isRequired: true },
  pageIdContext: { description: 'The page that links and macros of the body are resolved from.', schema: id },
  picture: { description: 'Names a picture, as `profilePicture.path` has it.', schema: text },
  position: { description: 'Where it goes, seen from the target.', schema: oneOf('append', 'above', 'below', 'topLevel') },
  postingDay: { description: 'The day of a blog post.', schema: { type: 'string', format: 'date' } },
  prefix: { description: 'The kind of label.', schema: oneOf('global', 'my', 'team') },
  searchString: { description: 'Words to look for.', schema: text },
  spaceKey: { description: 'The key of a space.', schema: text, isRepeatable: true },
  spaceKeyContext: { description: 'The space that links of the body are resolved from.', schema: text },
  spaceKeySingle: { description: 'The key of a space, given once.', schema: text },
  start: { description: 'How many results are left out at the beginning.', schema: { type: 'integer', minimum: 0 } },
  startDate: { description: 'The first day or moment: `2026-01-31`, or in ms since 1970.', schema: text },
  statistics: { description: 'Whether it comes with how deliveries went.', schema: flag },
  status: {
    description: 'Of content: `current`, `trashed`, `draft`, `historical`, `any`. Of spaces: `current`, `archived`.',
    schema: text,
    isRepeatable: true,
  },
  targetId: { description: 'The page that it goes below or beside.', schema: id },
  targetTitle: { description: 'The title of that page, where its id is not known.', schema: text },
  title: { description: 'A title, without regard to case.', schema: text },
  toDate: { description: 'Up to this moment: `2026-01-31T12:00:00.000Z`.', schema: text },
  type: { description: 'Of content: `page`, `blogpost`. Of spaces: `global`, `personal`.', schema: text },
  units: { description: 'The unit of time.', schema: oneOf(...retentionUnits) },
  url: { description: 'Where the test goes.', schema: { type: 'string', format: 'uri' }, isRequired: true },
  userName: { description: 'The name of a user.', schema: text },
  username: { description: 'The name of a user.', schema: text },
  version: { description: 'The number of a version; the current one if left out.', schema: { type: 'integer', minimum: 1 } },
} satisfies Readonly<Record<string, Parameter>>;

export type QueryName = keyof typeof queryParameters;

/** What a name in a path stands for; anything else is said by its name. */
const pathParameters: Readonly<Record<string, Omit<Parameter, 'isRepeatable'>>> = {
  id: { description: 'The id of the content or object.', schema: id },
  key: { description: 'The key of a space.', schema: text },
  type: { description: 'A kind of content.', schema: oneOf('page', 'blogpost', 'comment', 'attachment') },
  to: {
    description: 'A representation.',
    schema: oneOf('storage', 'view', 'export_view', 'styled_view', 'anonymous_export_view', 'editor'),
  },
  operation: { description: 'What is restricted.', schema: oneOf('read', 'update') },
  position: { description: 'Where it goes, seen from the target.', schema: oneOf('append', 'before', 'after') },
  attachmentId: { description: 'The id of the file.', schema: id },
  clientId: { description: 'The client id of an application link.', schema: text },
  draftId: { description: 'The id of the draft.', schema: id },
  filename: { description: 'The name of the file.', schema: text },
  group: { description: 'The name of a group.', schema: text },
  groupName: { description: 'The name of a group.', schema: text },
  label: { description: 'The name of a label; `team:name` for one of another kind.', schema: text },
  macroId: { description: 'The `ac:macro-id` of the macro.', schema: text },
  name: { description: 'The name of a group.', schema: text },
  number: { description: 'The number of a version.', schema: { type: 'integer', minimum: 1 } },
  propertyKey: { description: 'The key of the property.', schema: text },
  targetId: { description: 'The id of the page that it goes below or beside.', schema: id },
  method: { description: 'The name of a method.', schema: text },
  templateId: { description: 'The id of the template.', schema: id },
  tokenId: { description: 'The id of the token.', schema: id },
  user: { description: 'The key of a user, or the username.', schema: text },
  userKey: { description: 'The key of a user.', schema: text },
  username: { description: 'A username.', schema: text },
  version: { description: 'The number of a version.', schema: { type: 'integer', minimum: 0 } },
  webhookId: { description: 'The id of the web hook.', schema: { type: 'integer', minimum: 1 } },
};

/** @returns OpenAPI's parameters for a query */
export function describeQuery(names: readonly QueryName[]): readonly ApiParameter[] {
  return names.map((name) => {
    const { description, schema, isRepeatable, isRequired }: Parameter = queryParameters[name];
    return {
      name,
      in: 'query',
      description,
      ...(isRequired && { required: true }),
      schema: isRepeatable ? { type: 'array', items: schema } : schema,
    };
  });
}

/** @returns OpenAPI's parameter for a name in a path */
export function describePathParameter(name: string): ApiParameter {
  const { description, schema } = pathParameters[name] ?? { description: '', schema: text };
  return { name, in: 'path', required: true, ...(description && { description }), schema };
}

/** Says that no page of another site made the request: a browser sends no such header there. */
export const noCheckHeader: ApiParameter = {
  name: 'X-Atlassian-Token',
  in: 'header',
  required: true,
  description: 'Says that no page of another site made the request.',
  schema: oneOf('no-check', 'nocheck'),
};
