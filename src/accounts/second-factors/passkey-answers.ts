/** The answer of a passkey as the browser reports it (`PublicKeyCredential.toJSON()`), read field by field: it is untrusted input. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** An answer, and the challenge that it says it is for: base64url, not trusted before the signature was checked. */
interface Answer<Response> {
  readonly response: Response;
  readonly challenge: string;
}

/** An attestation without certificates has some hundred bytes; a passkey's id has up to 1,023. */
const longest = 16 * 1024;
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

export function parseRegistration(
  text: string,
): (Answer<RegistrationResponseJSON> & { readonly transports: readonly string[] }) | undefined {
  const { id, response } = credentialIn(text) ?? {};
  const clientDataJSON = textIn(response, 'clientDataJSON');
  const attestationObject = textIn(response, 'attestationObject');
  const challenge = challengeIn(clientDataJSON);
  if (id === undefined || clientDataJSON === undefined || attestationObject === undefined || challenge === undefined)
    return undefined;
  const listed: unknown = response === undefined ? undefined : Reflect.get(response, 'transports');
  return {
    challenge,
    transports: Array.isArray(listed) ? knownTransports.filter((each) => listed.includes(each)) : [],
    response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, attestationObject } },
  };
}

export function parseAssertion(text: string): Answer<AuthenticationResponseJSON> | undefined {
  const { id, response } = credentialIn(text) ?? {};
  const clientDataJSON = textIn(response, 'clientDataJSON');
  const authenticatorData = textIn(response, 'authenticatorData');
  const signature = textIn(response, 'signature');
  const userHandle = textIn(response, 'userHandle');
  const challenge = challengeIn(clientDataJSON);
  if (
    id === undefined ||
    clientDataJSON === undefined ||
    authenticatorData === undefined ||
    signature === undefined ||
    challenge === undefined
  ) {
    return undefined;
  }
  return {
    challenge,
    response: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData,
        signature,
        ...(userHandle !== undefined && userHandle !== '' && { userHandle }),
      },
    },
  };
}

function credentialIn(text: string): { readonly id: string; readonly response: object } | undefined {
  if (text.length > longest) return undefined;
  const value = parsed(text);
  const id = textIn(value, 'id');
  const response: unknown = value === undefined ? undefined : Reflect.get(value, 'response');
  return id !== undefined && typeof response === 'object' && response !== null ? { id, response } : undefined;
}

function challengeIn(clientDataJSON: string | undefined): string | undefined {
  return clientDataJSON === undefined
    ? undefined
    : textIn(parsed(Buffer.from(clientDataJSON, 'base64url').toString('utf8')), 'challenge');
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function textIn(value: object | undefined, name: string): string | undefined {
  const found: unknown = value === undefined || !Object.hasOwn(value, name) ? undefined : Reflect.get(value, name);
  return typeof found === 'string' && /^[A-Za-z0-9_-]*$/.test(found) ? found : undefined;
}
