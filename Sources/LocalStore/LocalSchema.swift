import GRDB

/// The store's tables. A migration that was released is never edited.
enum LocalSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("0001 office") { try $0.execute(sql: office) }
    migrator.registerMigration("0002 media") { try $0.execute(sql: media) }
    return migrator
  }

  private static let office = """
    create table setting (
      key text primary key,
      value text not null
    ) strict, without rowid;

    -- Items as last received. A delivery's parent is its post.
    create table item (
      kind text not null,
      id text not null,
      owner text not null,
      version integer not null,
      parent text,
      body text not null,
      primary key (kind, id)
    ) strict, without rowid;
    create index item_parent on item (kind, parent) where parent is not null;

    -- A snapshot on its way in, to be put in the place of the items when it is whole.
    create table arriving (
      kind text not null,
      id text not null,
      owner text not null,
      version integer not null,
      parent text,
      body text not null,
      primary key (kind, id)
    ) strict, without rowid;

    -- Acts of this office's members, in the order in which they were done; kept for good, with their rulings.
    create table act (
      place integer primary key autoincrement,
      id text not null unique,
      incarnation integer not null,
      restrictive integer not null check (restrictive in (0, 1)),
      sequence integer not null check (sequence > 0),
      member text not null,
      verb text not null,
      kind text not null,
      item text not null,
      body text not null,
      signature blob not null,
      state text not null default 'pending' check (state in ('pending', 'received', 'ruled')),
      verdict text check (verdict in ('accepted', 'merged', 'refused', 'conflicted')),
      reason text,
      sentence text,
      done_at integer not null,
      check ((state = 'ruled') = (verdict is not null)),
      unique (incarnation, restrictive, sequence)
    ) strict;
    create index act_open on act (state, place) where state <> 'ruled';
    create index act_item on act (item, place);

    -- How far each feed is stored: the number of its last row.
    create table cursor (
      feed text primary key,
      n integer not null
    ) strict, without rowid;

    create table session (
      token blob primary key,
      member text not null,
      sealed_key blob not null,
      until integer not null
    ) strict, without rowid;

    -- What opens a member's signing key, for signing in with the line down.
    create table verifier (
      member text primary key,
      verifier blob not null,
      sealed_key blob not null,
      public_key blob not null
    ) strict, without rowid;

    -- Rows of calendars that became posts.
    create table calendar_row (
      identity text primary key,
      post text not null,
      digest text not null
    ) strict, without rowid;
    """

  private static let media = """
    -- Images whose files lie beside this store, each named by its content.
    create table media (
      sha256 text primary key,
      type text not null,
      octets integer not null check (octets > 0),
      width integer not null,
      height integer not null,
      taken_at integer not null,
      -- Octets that are known to be at the centre.
      sent integer not null default 0,
      state text not null default 'kept' check (state in ('kept', 'sent', 'damaged'))
    ) strict, without rowid;

    -- Which acts of this office name which images.
    create table act_media (
      act text not null,
      sha256 text not null,
      primary key (act, sha256)
    ) strict, without rowid;
    create index act_media_image on act_media (sha256);
    """
}
