/** Labels, properties, watches: what is attached to content and spaces. */
import type { Migration } from './migration.ts';

export const annotations: Migration = {
  number: 8,
  name: 'annotations',
  ddl: `
create table label (
  id identity from 98305,
  prefix text not null check (prefix in ('global', 'my', 'team')),
  name text not null,
  owner_id bigint not null,
  unique (name, prefix, owner_id),
  check ((prefix = 'my') = (owner_id <> 0))
);

create table labelling (
  label_id bigint not null references label (id) on delete cascade,
  content_id bigint references content (id) on delete cascade,
  space_id bigint references space (id) on delete cascade,
  created_at bigint not null,
  unique (content_id, label_id),
  unique (space_id, label_id),
  check ((content_id is null) <> (space_id is null))
);
create index labelling_by_label on labelling (label_id, content_id);
create index labelling_by_time on labelling (created_at);

create table property (
  id identity,
  content_id bigint references content (id) on delete cascade,
  space_id bigint references space (id) on delete cascade,
  key text not null,
  value text not null,
  version bigint not null check (version >= 1),
  message text not null,
  minor_edit bigint not null check (minor_edit in (0, 1)),
  modified_at bigint not null,
  unique (content_id, key),
  unique (space_id, key),
  check ((content_id is null) <> (space_id is null))
);

create table watch (
  user_id bigint not null references user_account (id) on delete cascade,
  content_id bigint references content (id) on delete cascade,
  space_id bigint references space (id) on delete cascade,
  content_type text not null,
  created_at bigint not null,
  unique (content_id, user_id),
  unique (space_id, user_id, content_type),
  check ((content_id is null) <> (space_id is null)),
  check (content_id is null or content_type = '')
);
create index watch_by_user on watch (user_id);
`,
};
