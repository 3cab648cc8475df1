/** What of oidc-provider, which brings no types, the tests use. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        readonly findAccount: (
          context: unknown,
          sub: string,
        ) => { readonly accountId: string; claims(): { readonly sub: string } };
        readonly [setting: string]: unknown;
      },
    );
    callback(): RequestListener;
  }
}
