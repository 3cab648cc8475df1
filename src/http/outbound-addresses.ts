/**
 * The addresses that Weir may call on somebody's behalf: those of the public internet. Excluded are internal ones (this machine, its
 * network, the cloud's metadata service) and those that lead to them (6to4, NAT64, mapped addresses).
 */
import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registry for IPv4: [network, bits]. */
const special4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carriers' shared space
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, metadata services
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/**
 * Inside 2000::/3, which alone is given out for the internet. What lies outside of it needs no entry: loopback, unspecified, mapped and
 * compatible addresses, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique local, link-local and site-local ones, multicast.
 */
const special6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation
];

const [refused4, refused6, given6] = [new BlockList(), new BlockList(), new BlockList()];
for (const [network, bits] of special4) refused4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of special6) refused6.addSubnet(network, bits, 'ipv6');
given6.addSubnet('2000::', 3, 'ipv6');

/** @returns whether an address (without brackets) is one of the public internet; anything else that is sent here is not */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused4.check(address, 'ipv4');
    case 6:
      // A zone belongs to a network that is near.
      return !address.includes('%') && given6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
    default:
      return false;
  }
}
