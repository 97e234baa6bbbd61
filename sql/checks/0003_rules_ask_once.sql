-- A function in a rule stands in a scalar subselect: then it is asked once per statement, not once per row.
select p.polrelid::regclass as untidy, 'rule ' || p.polname || ' asks a function for every row' as why
from pg_policy p
cross join lateral (
  select regexp_replace(
    concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
    '\( SELECT (sync|admin)\.[a-z]+\(\) AS [a-z]+\)', '', 'g')
) e (rest)
where e.rest ~ '(sync|admin|crier|audit)\.[a-z_0-9]+\(';
