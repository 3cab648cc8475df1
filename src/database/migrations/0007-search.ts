/**
 * What search looks through. Triggers note which content has a new text, whoever wrote it: the transaction that did finds its
 * notes at its end and brings the index up to date.
 */
import type { Migration } from './migration.ts';

export const search: Migration = {
  number: 7,
  name: 'search',
  ddl: `
create table search_text (
  content_id bigint primary key not null references content (id) on delete cascade,
  body text not null
);

create table search_reference (
  content_id bigint not null references search_text (content_id) on delete cascade,
  kind text not null check (kind in ('macro', 'mention')),
  name text not null,
  primary key (content_id, kind, name)
);
create index search_reference_by_name on search_reference (kind, name, content_id);

create table search_word (
  word text primary key not null
);

create table search_pending (
  content_id bigint primary key not null references content (id) on delete cascade
);

create index content_by_modification on content (modified_at, id) where status = 'current';
create index content_by_creation on content (created_at, id) where status = 'current';
create index content_by_creator on content (creator_id, id) where status = 'current';
create index content_version_by_author on content_version (author_id, content_id);
`,
  own: {
    sqlite: `
create virtual table search_index using fts5 (title, body, title_forms, body_forms, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
create trigger search_text_deleted after delete on search_text begin delete from search_index where rowid = old.content_id; end;
create trigger search_version_inserted after insert on content_version begin insert into search_pending values (new.content_id) on conflict do nothing; end;
create trigger search_version_updated after update of title, body on content_version begin insert into search_pending values (new.content_id) on conflict do nothing; end;
create trigger search_title_updated after update of title on content begin insert into search_pending values (new.id) on conflict do nothing; end;
`,
    postgresql: `
create table search_index (content_id bigint primary key not null references search_text (content_id) on delete cascade, document tsvector not null);
create index search_index_by_document on search_index using gin (document) with (gin_pending_list_limit = 256);
create function search_note_version() returns trigger language plpgsql as $$ begin insert into search_pending values (new.content_id) on conflict do nothing; return null; end $$;
create function search_note_content() returns trigger language plpgsql as $$ begin insert into search_pending values (new.id) on conflict do nothing; return null; end $$;
create trigger search_version_inserted after insert on content_version for each row execute function search_note_version();
create trigger search_version_updated after update of title, body on content_version for each row execute function search_note_version();
create trigger search_title_updated after update of title on content for each row execute function search_note_content();
`,
  },
};
