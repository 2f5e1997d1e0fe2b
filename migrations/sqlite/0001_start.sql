-- Times are milliseconds since 1970-01-01T00:00:00Z, days are counted from the same point.
-- The file of this name in ../postgres builds the same tables, columns and indexes.

create table account (
    id integer primary key autoincrement,
    email text not null check (length(email) between 3 and 254 and email = lower(email)),
    password_hash text not null,
    created_at integer not null
) strict;
create unique index account_email on account (email);

create table site (
    id integer primary key autoincrement,
    key text not null check (length(key) between 3 and 32),
    name text not null,
    controller_name text not null,
    controller_contact text not null,
    policy_url text not null,
    -- Raised by each save of what stands above, origins included: whoever edited an older one is told.
    revision integer not null default 1 check (revision > 0),
    live_version integer,
    offline_since integer,
    archived_at integer,
    preview_hash text check (length(preview_hash) = 64),
    created_at integer not null,
    -- Raised by whatever the public paths must notice, so that another process can tell that its copy is old.
    changed integer not null default 0,
    foreign key (id, live_version) references version (site_id, number)
) strict;
create unique index site_key on site (key);

create table site_origin (
    site_id integer not null references site (id) on delete cascade,
    place integer not null,
    origin text not null,
    primary key (site_id, place)
) strict;

create table membership (
    site_id integer not null references site (id) on delete cascade,
    account_id integer not null references account (id) on delete cascade,
    role text not null check (role in ('owner', 'editor', 'auditor')),
    primary key (site_id, account_id)
) strict;
create index membership_account on membership (account_id);

create table draft (
    site_id integer not null primary key references site (id) on delete cascade,
    revision integer not null check (revision > 0),
    document blob not null,
    saved_at integer not null,
    saved_by integer references account (id)
) strict;

create table version (
    site_id integer not null references site (id),
    number integer not null check (number > 0),
    hash text not null check (length(hash) = 64),
    document blob not null,
    published_at integer not null,
    published_by integer references account (id),
    primary key (site_id, number)
) strict, without rowid;

create table record (
    seq integer primary key autoincrement check (seq > 0),
    id text not null check (length(id) = 36),
    site_id integer not null,
    visitor blob not null check (length(visitor) = 16),
    version integer not null,
    action text not null
        check (action in ('accept_all', 'reject_all', 'custom', 'withdraw', 'gpc', 'replaced')),
    source text not null check (source in ('banner', 'settings', 'page', 'api')),
    language text not null,
    decided_at integer not null,
    received_at integer not null,
    expires_at integer not null,
    -- The exact bytes that receipts and proofs speak of, and the salt that hides them in a proof.
    canonical blob not null,
    salt blob not null check (length(salt) = 16),
    foreign key (site_id, version) references version (site_id, number)
) strict;
create unique index record_id on record (id);
create index record_visitor on record (site_id, visitor, decided_at desc, seq desc);
create index record_site on record (site_id, seq);
create index record_day on record (site_id, received_at);

-- Erasing is one statement: a row here deletes the record it names. It holds no visitor id.
create table erasure (
    record_id text not null primary key,
    reason text not null check (length(reason) > 0),
    erased_at integer not null
) strict, without rowid;

create table audit (
    id integer primary key autoincrement check (id > 0),
    at integer not null,
    account_id integer references account (id),
    site_id integer references site (id),
    action text not null check (length(action) > 0),
    -- JSON.
    detail text not null
) strict;
create index audit_site on audit (site_id, id);

-- Sessions and the set-up link are stored by the SHA-256 of their secret: who reads the database cannot use them.
create table session (
    hash text not null primary key check (length(hash) = 64),
    account_id integer references account (id) on delete cascade,
    data blob not null,
    expires_at integer not null
) strict;
create index session_account on session (account_id);
create index session_expiry on session (expires_at);

create table setup (
    one integer not null primary key check (one = 1),
    -- Null from the time on when the installation has its owner.
    hash text check (length(hash) = 64),
    created_at integer not null,
    used_at integer,
    check ((hash is null) = (used_at is not null))
) strict;

-- Where the snippet was loaded from and choices came from, and the last day. Nothing about visitors.
create table seen (
    site_id integer not null references site (id) on delete cascade,
    origin text not null check (length(origin) <= 300),
    source text not null check (source in ('script', 'choice')),
    day integer not null,
    primary key (site_id, origin, source)
) strict;

create table meta (
    key text not null primary key,
    value text not null
) strict;

-- Append-only. `insert or replace` deletes without firing delete triggers unless the connection asks for
-- `recursive_triggers`, and any connection may come without it: so what exists is refused before it is inserted. The
-- hidden `rowid` would be one more key to replace by: here it is either a column that the triggers look at, or absent.

create trigger version_no_update before update on version
begin
    select raise(abort, 'version is append-only');
end;

create trigger version_no_delete before delete on version
begin
    select raise(abort, 'version is append-only');
end;

create trigger version_no_replace before insert on version
when exists (select 1 from version where site_id = new.site_id and number = new.number)
begin
    select raise(abort, 'version is append-only: this number exists');
end;

create trigger record_no_update before update on record
begin
    select raise(abort, 'record is append-only');
end;

create trigger record_no_delete before delete on record
when not exists (select 1 from erasure where record_id = old.id)
begin
    select raise(abort, 'record is append-only: a row in erasure must name what is deleted');
end;

create trigger record_no_replace before insert on record
when exists (select 1 from record where id = new.id)
    or exists (select 1 from record where seq = new.seq)
    or exists (select 1 from erasure where record_id = new.id)
begin
    select raise(abort, 'record is append-only: this record exists or was erased');
end;

create trigger erasure_of_something before insert on erasure
when not exists (select 1 from record where id = new.record_id)
begin
    select raise(abort, 'erasure names no record');
end;

create trigger erasure_erases after insert on erasure
begin
    delete from record where id = new.record_id;
end;

create trigger erasure_no_update before update on erasure
begin
    select raise(abort, 'erasure is append-only');
end;

create trigger erasure_no_delete before delete on erasure
begin
    select raise(abort, 'erasure is append-only');
end;

create trigger audit_no_update before update on audit
begin
    select raise(abort, 'audit is append-only');
end;

create trigger audit_no_delete before delete on audit
begin
    select raise(abort, 'audit is append-only');
end;

create trigger audit_no_replace before insert on audit
when exists (select 1 from audit where id = new.id)
begin
    select raise(abort, 'audit is append-only: this entry exists');
end;
