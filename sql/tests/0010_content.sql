-- The canonical form and the digest, against committed vectors that an independent program made (Domain reads them
-- too).
\set ECHO none
\ir fixture/begin.sql
\set vectors `cat "$SQL_TESTS/vectors/content.json"`
select plan(
  2 * jsonb_array_length(:'vectors'::jsonb) + 8);

select is(encode(crier.content_digest((v ->> 'post_id')::uuid, v -> 'content'), 'hex'), v ->> 'digest', v ->> 'name')
from jsonb_array_elements(:'vectors'::jsonb) v;
select is(
  left(encode(crier.content_canonical((v ->> 'post_id')::uuid, v -> 'content'), 'hex'), 192), v ->> 'canonical_start',
  'the first bytes of: ' || (v ->> 'name'))
from jsonb_array_elements(:'vectors'::jsonb) v;

select is(
  (select count(distinct v ->> 'digest') from jsonb_array_elements(:'vectors'::jsonb) v),
  jsonb_array_length(:'vectors'::jsonb)::bigint, 'no two vectors have one digest');
select isnt(
  crier.content_digest('00000000-0000-7000-8000-000000000001', '{"texts": {"en": "a"}}'),
  crier.content_digest('00000000-0000-7000-8000-000000000002', '{"texts": {"en": "a"}}'), 'the post is part of it');
select is(
  crier.content_digest('00000000-0000-7000-8000-000000000001', '{"texts": {"en": "a", "cy": "b"}, "due": 1}'),
  crier.content_digest('00000000-0000-7000-8000-000000000001', '{"texts": {"cy": "b", "en": "a"}}'),
  'neither order of languages nor what is outside the content changes it');
select isnt(
  crier.content_digest('00000000-0000-7000-8000-000000000001', '{"texts": {"en": "ab", "f": "c"}}'),
  crier.content_digest('00000000-0000-7000-8000-000000000001', '{"texts": {"en": "a", "bf": "c"}}'),
  'no moving of letters across a border leaves it as it was');
select is(
  crier.derived_id('delivery', '0192f0c4-7b1a-7c3d-8e5f-000000000001', '22222221-2222-7222-8222-222222222222',
    'publish', '0'),
  '6b84acd3-9a4b-85ee-8571-56df42355564'::uuid, 'a derived id is as computed elsewhere');
select is(crier.derived_id('a', null), null, 'no id from a missing part');
select isnt(crier.derived_id('a', 'b'), crier.derived_id('a', 'c'), 'other parts, another id');
select matches(crier.derived_id('a')::text, '^.{8}-.{4}-8.{3}-[89ab]', 'version 8, variant of RFC 9562');
select * from finish();
rollback;
