/** Which operations of Confluence's published description Weir has: those of 9.0.0 and what 10.0.0 added. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { startWeir } from '../support/weir.ts';

/** Methods and path of each operation of 9.0.0. */
const documented = `
GET /rest/api/accessmode
POST /rest/api/admin/group
DELETE /rest/api/admin/group/{groupName}
POST /rest/api/admin/user
DELETE /rest/api/admin/user/{username}
PUT /rest/api/admin/user/{username}/disable
PUT /rest/api/admin/user/{username}/enable
POST /rest/api/admin/user/{username}/password
GET /rest/api/audit
POST /rest/api/backup-restore/backup/site
POST /rest/api/backup-restore/backup/space
GET /rest/api/backup-restore/jobs
PUT /rest/api/backup-restore/jobs/clear-queue
GET /rest/api/backup-restore/jobs/{jobId}
PUT /rest/api/backup-restore/jobs/{jobId}/cancel
GET /rest/api/backup-restore/jobs/{jobId}/download
GET /rest/api/backup-restore/restore/files
POST /rest/api/backup-restore/restore/site
POST /rest/api/backup-restore/restore/site/upload
POST /rest/api/backup-restore/restore/space
POST /rest/api/backup-restore/restore/space/upload
GET POST /rest/api/content
POST PUT /rest/api/content/blueprint/instance/{draftId}
GET /rest/api/content/scan
GET /rest/api/content/search
PUT /rest/api/content/{contentId}
GET /rest/api/content/{contentId}/watchers
DELETE GET /rest/api/content/{id}
GET /rest/api/content/{id}/child
GET POST /rest/api/content/{id}/child/attachment
DELETE PUT /rest/api/content/{id}/child/attachment/{attachmentId}
POST /rest/api/content/{id}/child/attachment/{attachmentId}/data
POST /rest/api/content/{id}/child/attachment/{attachmentId}/move
DELETE /rest/api/content/{id}/child/attachment/{attachmentId}/version/{version}
GET /rest/api/content/{id}/child/comment
GET /rest/api/content/{id}/child/{type}
GET /rest/api/content/{id}/descendant
GET /rest/api/content/{id}/descendant/{type}
GET /rest/api/content/{id}/history
GET /rest/api/content/{id}/history/{version}/macro/hash/{hash}
GET /rest/api/content/{id}/history/{version}/macro/id/{macroId}
DELETE GET POST /rest/api/content/{id}/label
DELETE /rest/api/content/{id}/label/{label}
GET POST /rest/api/content/{id}/property
DELETE GET POST PUT /rest/api/content/{id}/property/{key}
PUT /rest/api/content/{id}/restriction
GET /rest/api/content/{id}/restriction/byOperation
GET /rest/api/content/{id}/restriction/byOperation/{operationKey}
DELETE /rest/api/content/{id}/version/{versionNumber}
POST /rest/api/contentbody/convert/{to}
GET /rest/api/group
GET /rest/api/group/{groupName}
GET /rest/api/group/{groupName}/member
GET /rest/api/longtask
GET /rest/api/longtask/{id}
GET /rest/api/search
GET POST /rest/api/space
POST /rest/api/space/_private
DELETE GET PUT /rest/api/space/{spaceKey}
PUT /rest/api/space/{spaceKey}/archive
GET /rest/api/space/{spaceKey}/content
GET /rest/api/space/{spaceKey}/content/{type}
GET /rest/api/space/{spaceKey}/labels
GET /rest/api/space/{spaceKey}/labels/popular
GET /rest/api/space/{spaceKey}/labels/recent
GET /rest/api/space/{spaceKey}/labels/{labelName}/related
GET POST /rest/api/space/{spaceKey}/property
DELETE GET POST PUT /rest/api/space/{spaceKey}/property/{key}
PUT /rest/api/space/{spaceKey}/restore
GET /rest/api/space/{spaceKey}/watchers
GET /rest/api/user
GET /rest/api/user/anonymous
GET /rest/api/user/current
POST /rest/api/user/current/password
GET /rest/api/user/list
GET /rest/api/user/memberof
DELETE GET POST /rest/api/user/watch/content/{contentId}
DELETE GET POST /rest/api/user/watch/space/{spaceKey}
DELETE PUT /rest/api/user/{username}/group/{groupName}
GET POST /rest/api/webhooks
POST /rest/api/webhooks/test
DELETE GET PUT /rest/api/webhooks/{webhookId}
GET /rest/api/webhooks/{webhookId}/latest
GET /rest/api/webhooks/{webhookId}/statistics
GET /rest/api/webhooks/{webhookId}/statistics/summary
`;

/** What 10.0.0 added. */
const added = `
POST /rest/api/admin/space/personal/{username}
PUT /rest/api/admin/user/{username}
GET /rest/api/admin/users/list/active
GET /rest/api/cluster/nodes
GET PUT /rest/api/color-scheme
GET /rest/api/color-scheme/default
PUT /rest/api/color-scheme/reset
GET /rest/api/content/{id}/restriction/relevantViewRestrictions
GET /rest/api/group/{groupName}/groupmember
GET /rest/api/instance-metrics
GET /rest/api/label/labels
GET /rest/api/label/popular
GET /rest/api/label/recent
GET /rest/api/label/{labelName}/related
GET PUT /rest/api/permissions
GET /rest/api/permissions/anonymous
PUT /rest/api/permissions/anonymous/grant
PUT /rest/api/permissions/anonymous/revoke
GET /rest/api/permissions/group/{groupName}
PUT /rest/api/permissions/group/{groupName}/grant
PUT /rest/api/permissions/group/{groupName}/revoke
GET /rest/api/permissions/unlicensed
PUT /rest/api/permissions/unlicensed/grant
PUT /rest/api/permissions/unlicensed/revoke
GET /rest/api/permissions/user/{user}
PUT /rest/api/permissions/user/{user}/grant
PUT /rest/api/permissions/user/{user}/revoke
GET /rest/api/server-information
POST /rest/api/space/personal
DELETE /rest/api/space/{spaceKey}/category/{categoryName}
POST /rest/api/space/{spaceKey}/category/{labelName}
GET PUT /rest/api/space/{spaceKey}/color-scheme
PUT /rest/api/space/{spaceKey}/color-scheme/reset
GET PUT /rest/api/space/{spaceKey}/color-scheme/type
GET POST /rest/api/space/{spaceKey}/permissions
GET /rest/api/space/{spaceKey}/permissions/anonymous
PUT /rest/api/space/{spaceKey}/permissions/anonymous/grant
PUT /rest/api/space/{spaceKey}/permissions/anonymous/revoke
GET /rest/api/space/{spaceKey}/permissions/group/{groupName}
PUT /rest/api/space/{spaceKey}/permissions/group/{groupName}/grant
PUT /rest/api/space/{spaceKey}/permissions/group/{groupName}/revoke
GET /rest/api/space/{spaceKey}/permissions/user/{userKey}
PUT /rest/api/space/{spaceKey}/permissions/user/{userKey}/grant
PUT /rest/api/space/{spaceKey}/permissions/user/{userKey}/revoke
DELETE GET /rest/api/space/{spaceKey}/trash
PUT /rest/api/user/current
`;

function operationsIn(text: string): readonly string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const words = line.split(' ');
      return words.slice(0, -1).map((method) => `${method} ${words.at(-1)}`);
    });
}

suite('of the published description of the API', async () => {
  const weir = await startWeir();
  after(() => weir.stop());
  const routes = weir.app.declaredRoutes.map(({ method, url }) => `${method} ${url}`.split('/'));

  /** A name in a path stands for a name; a kind of content may stand where the route takes any kind. */
  const has = (operation: string) => {
    const asked = operation.split('/');
    return routes.some(
      (route) =>
        route.length === asked.length &&
        route.every(
          (part, index) => part === asked[index] || (part.startsWith(':') && (asked[index]?.startsWith('{') || part === ':type')),
        ),
    );
  };

  for (const [version, text] of [
    ['9.0.0', documented],
    ['10.0.0', added],
  ] as const) {
    test(`Weir has what ${version} describes`, (context) => {
      const operations = operationsIn(text);
      const missing = operations.filter((operation) => !has(operation));
      context.diagnostic(`${operations.length - missing.length} of ${operations.length} operations`);
      assert.deepEqual(missing, []);
    });
  }
});
