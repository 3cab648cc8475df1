/** What people write of content that is published, before they publish it; what they looked at last; the markers of comments on passages; properties by key. */
import type { Migration } from './migration.ts';

export const contentEdits: Migration = {
  number: 14,
  name: 'content-edits',
  ddl: `
create table content_edit (
  content_id bigint not null references content (id) on delete cascade,
  user_id bigint not null references user_account (id) on delete cascade,
  based_on bigint not null check (based_on >= 1),
  title text not null,
  body text not null,
  modified_at bigint not null,
  primary key (content_id, user_id)
);
create index content_edit_by_user on content_edit (user_id, modified_at);

create table recent_view (
  user_id bigint not null references user_account (id) on delete cascade,
  content_id bigint not null references content (id) on delete cascade,
  viewed_at bigint not null,
  primary key (user_id, content_id)
);
create index recent_view_by_time on recent_view (user_id, viewed_at);
create index recent_view_by_content on recent_view (content_id);

create index property_by_key on property (key, content_id);

alter table content_comment add column marker_ref text;
alter table content_comment add column dangling bigint not null default 0 check (dangling in (0, 1));
`,
};
