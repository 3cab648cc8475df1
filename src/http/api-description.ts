/** The parts of an OpenAPI 3.1 description as far as Weir writes them (`rest/`) and shows them to people (`web/`). */
import type { GlobalPermission, Scope } from './caller.ts';

/** By media type: how a body looks. A schema is a JSON Schema of 2020-12. */
export type ApiMedia = Readonly<Record<string, { readonly schema?: object; readonly example?: unknown }>>;

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: object;
}

export interface ApiResponse {
  readonly description: string;
  readonly content?: ApiMedia;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** The group that it is shown in. */
  readonly tags?: readonly string[];
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly required: true; readonly content: ApiMedia };
  /** By status; `default` for whatever else. */
  readonly responses: Readonly<Record<string, ApiResponse>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-scope': Scope;
  readonly 'x-global-permission'?: GlobalPermission;
  /** The operation whose second name this is, for clients of other versions. */
  readonly 'x-same-as'?: string;
}

export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  /** By path, then by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}
