/** An https server for tests on this machine, with a certificate that nobody trusts unless it is told to. */
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Made for these tests and used for nothing else; for localhost and hooks.example.org. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNAYSK8oEyNxVI/fe
gNTZn4Q4Gv0LWZN0ZRSs7ORCNWWhRANCAATK+61y+FYDQFTqH0W/CUhD7kMA+KIC
jPQvucmRIlWVdfbzlsPg9Hv4D/0AckSz95FYMuHSmFyXU88c8Qb/7t8T
-----END PRIVATE KEY-----
`;

const cert = `-----BEGIN CERTIFICATE-----
MIIBsDCCAVagAwIBAgIUf7RSsiBf/yK+dgaxfNM/TPInLeEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDA3MjAzN1oYDzIxMjYxMDMx
MDcyMDM3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATK+61y+FYDQFTqH0W/CUhD7kMA+KICjPQvucmRIlWVdfbzlsPg9Hv4
D/0AckSz95FYMuHSmFyXU88c8Qb/7t8To4GDMIGAMB0GA1UdDgQWBBSZ16vkkwFs
uL4Zmdu+6e21j86FBTAfBgNVHSMEGDAWgBSZ16vkkwFsuL4Zmdu+6e21j86FBTAP
BgNVHRMBAf8EBTADAQH/MC0GA1UdEQQmMCSCCWxvY2FsaG9zdIIRaG9va3MuZXhh
bXBsZS5vcmeHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIgRiiISIV/MYE0uHbOzND0
jUUnozs17VDpUFbI8aIp9HECIQC8FhtQ2nvc10pllnFcyIngnPCrwVRA7sS/aHcB
X690zQ==
-----END CERTIFICATE-----
`;

export interface HttpsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The certificate, for other processes (`NODE_EXTRA_CA_CERTS`) and for servers that are not made here. */
export const testCertificate = { key, cert };

/** Lets this process trust the certificate from here on. */
export function trustTestCertificate(): void {
  setDefaultCACertificates([...getCACertificates('default'), cert]);
}

/** The opposite, whatever ran in this process before. */
export function distrustTestCertificate(): void {
  setDefaultCACertificates(getCACertificates('default').filter((each) => each !== cert));
}

/** @returns a server on a free port of 127.0.0.1 */
export async function startHttps(listener: RequestListener): Promise<HttpsServer> {
  const server = createServer({ key, cert }, listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    // A server that listens on a port has an address with one.
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
