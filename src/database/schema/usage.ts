/** How much Weir is used, counted by the day. */

export interface UsageDayTable {
  /** `client_id` of an application; empty: everybody together. */
  client_id: string;
  /** What is counted: `calls`, `tokens`. */
  counter: string;
  /** Days since 1970-01-01, in UTC. */
  day: number;
  amount: number;
}
