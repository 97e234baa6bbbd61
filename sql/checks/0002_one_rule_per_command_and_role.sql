-- Permissive rules are alternatives: two for one command and role are wider than either says. None is for PUBLIC
-- or for the logins of regions, and each checks what it lets in.
select p.polrelid::regclass as untidy, 'several rules for one command and role' as why
from pg_policy p cross join lateral unnest(p.polroles) r (role)
cross join lateral unnest(case p.polcmd when '*' then '{r,a,w,d}' else array[p.polcmd] end::"char"[]) k (command)
where p.polpermissive
group by p.polrelid, r.role, k.command
having count(*) > 1
union all
select p.polrelid::regclass, 'rule ' || p.polname || ' is for PUBLIC or crier_agent'
from pg_policy p
where p.polroles && array[0, 'crier_agent'::regrole::oid]
union all
select p.polrelid::regclass, 'rule ' || p.polname || ' lets in what it does not check'
from pg_policy p
where p.polcmd in ('a', 'w', '*') and p.polwithcheck is null;
