/**
 * What Weir publishes about itself: authorization server metadata (RFC 8414) and protected resource metadata (RFC 9728), derived from
 * the base URL alone.
 */
import { scopeKeys } from '../http/caller.ts';
import { resourcePaths } from './resource.ts';
import { endpointPaths } from './vocabulary.ts';

const serverSuffix = '/.well-known/oauth-authorization-server';
const resourceSuffix = '/.well-known/oauth-protected-resource';

/** A document, and the paths from the root of the host at which it is found. */
export interface MetadataDocument {
  readonly paths: readonly string[];
  readonly document: Readonly<Record<string, unknown>>;
}

/** @returns every metadata document */
export function metadataDocuments(baseUrl: string): readonly MetadataDocument[] {
  const contextPath = pathOf(baseUrl);
  return [
    { paths: pathsOf(serverSuffix, contextPath, ''), document: authorizationServerMetadata(baseUrl) },
    ...resourcePaths.map((resource) => ({
      paths: pathsOf(resourceSuffix, contextPath, resource),
      document: protectedResourceMetadata(baseUrl, resource),
    })),
  ];
}

/**
 * @param path below the base URL, as a route names its resource
 * @returns the address of the metadata of the resource that it belongs to, which is all of Weir for what is none of its own: the well-known part
 *   stands between host and path (RFC 9728 §3.1)
 */
export function protectedResourceMetadataUrl(baseUrl: string, path: string): string {
  const resource = resourcePaths.find((each) => each === path) ?? '';
  return new URL(baseUrl).origin + resourceSuffix + pathOf(baseUrl) + resource;
}

/** RFC 8414 §2. */
function authorizationServerMetadata(baseUrl: string): Readonly<Record<string, unknown>> {
  const withSecret = ['client_secret_basic', 'client_secret_post'];
  return {
    issuer: baseUrl,
    authorization_endpoint: baseUrl + endpointPaths.authorize,
    token_endpoint: baseUrl + endpointPaths.token,
    scopes_supported: scopeKeys,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_methods_supported: [...withSecret, 'none'],
    revocation_endpoint: baseUrl + endpointPaths.revoke,
    revocation_endpoint_auth_methods_supported: [...withSecret, 'none'],
    introspection_endpoint: baseUrl + endpointPaths.introspect,
    introspection_endpoint_auth_methods_supported: withSecret,
    code_challenge_methods_supported: ['S256', 'plain'],
    service_documentation: baseUrl + endpointPaths.guide,
    authorization_response_iss_parameter_supported: true,
    protected_resources: resourcePaths.map((path) => baseUrl + path),
  };
}

/** RFC 9728 §2. */
function protectedResourceMetadata(baseUrl: string, resource: string): Readonly<Record<string, unknown>> {
  return {
    resource: baseUrl + resource,
    authorization_servers: [baseUrl],
    scopes_supported: scopeKeys,
    bearer_methods_supported: ['header'],
    resource_name: 'Weir',
    resource_documentation: baseUrl + endpointPaths.reference,
  };
}

/**
 * Where a client may look: with the path inserted as the RFCs say, with the suffix after the base URL as some clients do,
 * and at the root, for a server that has the host to itself.
 */
function pathsOf(suffix: string, contextPath: string, resource: string): readonly string[] {
  const inserted = suffix + contextPath + resource;
  const appended = contextPath + suffix + resource;
  return [...new Set([inserted, appended, ...(resource === '' ? [suffix] : [])])];
}

function pathOf(baseUrl: string): string {
  return baseUrl.slice(new URL(baseUrl).origin.length);
}
