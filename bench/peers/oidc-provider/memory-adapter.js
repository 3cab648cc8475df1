/**
 * A store for node-oidc-provider in plain maps: the library's own keeps 1,000 entries and walks a grant's tokens at each write.
 * Nothing is pruned; the benchmark ends the process long before that matters.
 */

/** @returns the library's adapter factory: one map for each of its models, all of them lost with the process */
export function memoryAdapter() {
  const byGrant = new Map();
  return () => {
    const entries = new Map();
    return {
      async upsert(id, payload) {
        entries.set(id, payload);
        if (payload.grantId === undefined) return;
        const members = byGrant.get(payload.grantId);
        if (members) members.push([entries, id]);
        else byGrant.set(payload.grantId, [[entries, id]]);
      },
      async find(id) {
        return entries.get(id);
      },
      async consume(id) {
        const payload = entries.get(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(id);
      },
      async revokeByGrantId(grantId) {
        for (const [map, id] of byGrant.get(grantId) ?? []) map.delete(id);
        byGrant.delete(grantId);
      },
    };
  };
}
