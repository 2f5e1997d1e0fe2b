-- The scripts that pages pin by their hash, of this release and of earlier ones: a page goes on asking for the one it names.
create table runtime (
    hash text not null primary key check (length(hash) = 16),
    script blob not null
) strict;
