/**
 * What is measured, and what is to be reached: the rows of the table.
 */

export type OperationName =
  | 'client-credentials'
  | 'authorization-code'
  | 'refresh-token'
  | 'introspection'
  | 'content'
  | 'user-current';

/** Least rates, as multiples of what the others reach in the same run; the longest p99 in milliseconds. */
export interface OperationGoal {
  readonly peer?: number;
  readonly probe?: number;
  readonly p99?: number;
}

export interface Operation {
  readonly name: OperationName;
  readonly label: string;
  readonly goal: OperationGoal;
}

export const operations: readonly Operation[] = [
  { name: 'client-credentials', label: 'client_credentials, durable', goal: { peer: 1.5, probe: 0.7 } },
  { name: 'authorization-code', label: 'authorization_code with PKCE, durable', goal: { peer: 1 } },
  { name: 'refresh-token', label: 'refresh_token with rotation, durable', goal: { peer: 1, p99: 25 } },
  { name: 'introspection', label: 'introspection', goal: { peer: 2, probe: 0.7 } },
  { name: 'content', label: 'GET /rest/api/content/{id}, bearer', goal: { probe: 0.5 } },
  { name: 'user-current', label: 'GET /rest/api/user/current, bearer', goal: { probe: 0.7 } },
];

export type CostName = 'sign-in' | 'start' | 'memory';

/** Goals of what nothing else is compared with. */
export const costGoals = {
  /** Password sign-ins a second, and the p99 of other requests meanwhile in milliseconds. */
  signInsPerSecond: 60,
  signInOthersP99: 50,
  /** Start to first answer, in milliseconds. */
  start: 700,
  /** Resident memory at rest, in megabytes (1,000,000 bytes). */
  memory: 130,
} as const;

export const costNames: readonly CostName[] = ['sign-in', 'start', 'memory'];
