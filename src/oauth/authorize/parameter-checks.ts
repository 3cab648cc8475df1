/** Checks of the remaining parameters: response type, scope, resource, state. */
import { isRefusal, refuse, refuseParameter } from '../errors.ts';
import { requestedResource } from '../resource.ts';
import { requestedScopes } from '../scopes.ts';
import type { Check, TrustedRequest } from './request.ts';

/** In bytes. */
const longestState = 4096;

/** What URL decoding puts where bytes are no UTF-8. */
const undecodable = '\ufffd';

export const stateCanBeReturned: Check<TrustedRequest> = ({ sent }) => {
  const state = sent.get('state');
  if (state === undefined) return undefined;
  if (Buffer.byteLength(state) > longestState) return refuse('state-too-long');
  return state.includes(undecodable) ? refuse('state-malformed') : undefined;
};

/** RFC 6749 §3.1. */
export const noParameterIsRepeated: Check<TrustedRequest> = ({ sent }) => {
  const [repeated] = sent.repeated;
  return repeated === undefined ? undefined : refuseParameter('parameter-repeated', repeated);
};

export const accessTokensAreEnabled: Check<TrustedRequest> = ({ settings }) =>
  settings.accessTokensEnabled ? undefined : refuse('access-tokens-disabled');

export const responseTypeIsCode: Check<TrustedRequest> = ({ sent }) => {
  const responseType = sent.get('response_type');
  if (responseType === undefined) return refuse('response-type-missing');
  return responseType === 'code' ? undefined : refuse('response-type-unsupported');
};

export const scopeIsGrantable: Check<TrustedRequest> = ({ sent, client }) => {
  const scopes = requestedScopes(sent.get('scope'), client.scope, 'scope-exceeds-client');
  return isRefusal(scopes) ? scopes : undefined;
};

export const resourceIsOurs: Check<TrustedRequest> = ({ sent, settings }) => {
  const audience = requestedResource(settings.baseUrl, sent.get('resource'), undefined);
  return isRefusal(audience) ? audience : undefined;
};
