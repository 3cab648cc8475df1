/**
 * The OpenAPI 3.1 description of the API, made from the routes as they are declared: each route that a token opens, with its scope,
 * its permission and the schema of its body.
 */
import type { Access, DeclaredRoute } from '../../http/access.ts';
import type { ApiDescription, ApiOperation, ApiResponse } from '../../http/api-description.ts';
import { type Scope, scopeKeys } from '../../http/caller.ts';
import { endpointPaths } from '../../oauth/vocabulary.ts';
import type { Site } from '../site.ts';
import { named } from './answers/parts.ts';
import { answerSchemas } from './answers/schemas.ts';
import { operationGroups } from './operations.ts';
import { describePathParameter, describeQuery, type JsonSchema, noCheckHeader } from './parameters.ts';
import type { Words } from './words.ts';

const scopeDescriptions: Readonly<Record<Scope, string>> = {
  READ: 'View what the user may view.',
  WRITE: 'View and change what the user may change.',
  ADMIN: 'Administer what the user may administer.',
  SYSTEM_ADMIN: 'Everything that the user may do, as a system administrator too.',
};

/** What is said of a route, and the group that it is in. */
type Described = Words & { readonly tag: string };

const described: ReadonlyMap<string, Described> = new Map(
  Object.entries(operationGroups).flatMap(([tag, group]) =>
    Object.entries(group).map(([route, words]): [string, Described] => [route, { ...words, tag }]),
  ),
);

const filesSchema: JsonSchema = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
    comment: { type: 'string' },
    minorEdit: { type: 'boolean' },
    hidden: { type: 'boolean' },
  },
};

/**
 * @param version of Weir itself
 * @param routes all that are declared; those that no token opens are left out, the protocol of OAuth among them (RFC 8414 describes it)
 */
export function describeApi(site: Site, version: string, routes: readonly DeclaredRoute[]): ApiDescription {
  const paths: Record<string, Record<string, ApiOperation>> = {};
  const known = new Set(routes.map(({ method, url }) => `${method} ${url.slice(site.contextPath.length)}`));
  for (const route of routes) {
    const { method, access } = route;
    // Every GET answers HEAD too.
    if (access.scope === null || method === 'HEAD') continue;
    const path = route.url.slice(site.contextPath.length);
    const template = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: describeRoute(route, path, access.scope, known) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Weir',
      version,
      description:
        'The REST API of Confluence Data Center, as Weir speaks it. Fields and parameters that are not described here are let through and not read.',
    },
    servers: [{ url: site.baseUrl }],
    tags: Object.keys(operationGroups).map((name) => ({ name })),
    paths,
    components: { securitySchemes: securitySchemes(site.baseUrl), schemas: answerSchemas },
  };
}

function describeRoute(
  { method, access, schema }: DeclaredRoute,
  path: string,
  scope: Scope,
  known: ReadonlySet<string>,
): ApiOperation {
  const usual = usualName(path);
  const words = described.get(`${method} ${path}`) ?? described.get(`${method} ${usual}`);
  const isSecondName = usual !== path && known.has(`${method} ${usual}`);
  const names = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name);
  const body = bodyOf(schema?.body, words);
  const success = words?.succeeds ?? (method === 'DELETE' ? 204 : 200);
  return {
    operationId: operationId(method, path),
    summary: words?.summary ?? `${method} ${path}`,
    description: opening(access, scope),
    ...(words && { tags: [words.tag] }),
    parameters: [
      ...names.map(describePathParameter),
      ...describeQuery(words?.query ?? []),
      ...(words?.takesFiles || words?.needsNoCheck ? [noCheckHeader] : []),
    ],
    ...(body && { requestBody: body }),
    responses: {
      [success]: {
        description: success === 202 ? 'It was begun' : 'Done',
        ...(success !== 204 && {
          content: words?.givesFile ? { '*/*': {} } : { 'application/json': { schema: words?.answers ?? {} } },
        }),
      },
      ...errorsOf({ method, access, path, takesBody: body !== undefined, words }),
      default: errorResponse('Why it was not done'),
    },
    security: [{ oauth2: [scope] }, { personalAccessToken: [] }, { basic: [] }, ...(access.anonymous ? [{}] : [])],
    'x-scope': scope,
    ...(access.permission && { 'x-global-permission': access.permission }),
    ...(isSecondName && { 'x-same-as': operationId(method, usual) }),
  };
}

/** The statuses by which requests of this kind are refused, and why. */
function errorsOf(route: {
  readonly method: string;
  readonly access: Access;
  readonly path: string;
  readonly takesBody: boolean;
  readonly words: Words | undefined;
}): Readonly<Record<string, ApiResponse>> {
  const { access, path, words } = route;
  const query = words?.query ?? [];
  const refuses = words?.refuses ?? [];
  const reasons: Readonly<Record<string, string | false>> = {
    400: (route.takesBody || query.length > 0) && 'A parameter or the body cannot be read, or does not keep to the rules',
    401: access.anonymous
      ? 'The credential is not valid, or nothing is open to anonymous readers'
      : 'There is no credential, or it is not valid',
    403: 'The scope of the token, or the rights of the user, do not cover it',
    404: path.includes(':') && 'It is not there, or the caller may not see it',
    409: refuses.includes(409) && 'The version is not the next one: somebody else changed it first',
    413: (words?.takesFiles || refuses.includes(413)) && 'It is larger than the server takes',
  };
  return Object.fromEntries(
    Object.entries(reasons).flatMap(([status, reason]) => (reason === false ? [] : [[status, errorResponse(reason)]])),
  );
}

function errorResponse(description: string): ApiResponse {
  return { description, content: { 'application/json': { schema: named('Error') } } };
}

/** Some routes have a second name, for clients of other versions. */
function usualName(path: string): string {
  return path.replace(/^\/rest\/experimental\//, '/rest/api/').replace(/^\/rest\/(pat|oauth2)\/1\.0\//, '/rest/$1/latest/');
}

/** @returns a name that no other operation has: `get_content_id_label` */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/rest\/(api\/)?/, '/').match(/\w+/g) ?? [];
  return [method.toLowerCase(), ...words].join('_');
}

function opening({ anonymous, permission }: Access, scope: Scope): string {
  const parts = [`Needs the scope ${scope}.`];
  if (permission !== null && permission !== 'use') parts.push(`Needs the global permission “${permission}”.`);
  if (anonymous) parts.push('Open to anonymous readers, for what they may see.');
  return parts.join(' ');
}

function bodyOf(schema: unknown, words: Words | undefined): ApiOperation['requestBody'] {
  if (words?.takesFiles) return { required: true, content: { 'multipart/form-data': { schema: filesSchema } } };
  if (typeof schema !== 'object' || schema === null) return undefined;
  return {
    required: true,
    content: { 'application/json': { schema, ...(words?.example === undefined ? {} : { example: words.example }) } },
  };
}

function securitySchemes(baseUrl: string): ApiDescription['components']['securitySchemes'] {
  return {
    oauth2: {
      type: 'oauth2',
      flows: {
        authorizationCode: {
          authorizationUrl: baseUrl + endpointPaths.authorize,
          tokenUrl: baseUrl + endpointPaths.token,
          refreshUrl: baseUrl + endpointPaths.token,
          scopes: Object.fromEntries(scopeKeys.map((scope) => [scope, scopeDescriptions[scope]])),
        },
      },
    },
    personalAccessToken: {
      type: 'http',
      scheme: 'bearer',
      description: 'A personal access token, in the place of an access token.',
    },
    basic: { type: 'http', scheme: 'basic', description: 'A username and password.' },
  };
}
