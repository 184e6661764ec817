-- What every table and policy stands on: roles, schemas, the caller's claims. Safe to run twice, and on Supabase, where most of it exists.
do $$
begin
  perform pg_advisory_xact_lock(hashtext('hiveforge roles'));
  if not exists (select from pg_roles where rolname = 'anon') then create role anon nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then create role authenticated nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'service_role') then create role service_role nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'hiveforge_web') then
    create role hiveforge_web login noinherit;
    grant anon, authenticated to hiveforge_web;
  end if;
  if not exists (select from pg_roles where rolname = 'hiveforge_system') then
    create role hiveforge_system login noinherit;
    grant service_role to hiveforge_system;
  end if;
end $$;

create schema if not exists private;
create schema if not exists jobs;
create schema if not exists auth;

do $$
begin
  if to_regprocedure('auth.jwt()') is null then
    create function auth.jwt() returns jsonb language sql stable as
      'select nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb';
  end if;
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable as
      'select (nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'')::uuid';
  end if;
end $$;

-- Search: words without accents, in their stem, and as they are; spellings alike; an organization and its words in one index.
create schema if not exists extensions;
do $$
declare
  name text;
begin
  foreach name in array array['unaccent', 'pg_trgm', 'btree_gin'] loop
    execute format('create extension if not exists %I with schema extensions', name);
    if exists (select from pg_extension e where e.extname = name and e.extnamespace <> 'extensions'::regnamespace) then
      execute format('alter extension %I set schema extensions', name);
    end if;
  end loop;
end $$;

-- Search by meaning, where the server has pgvector and the login may create it; without it words alone are searched.
do $$
begin
  if exists (select from pg_available_extensions where name = 'vector') then
    create extension if not exists vector with schema extensions;
  end if;
exception when insufficient_privilege then
  raise notice 'pgvector is not created: documents are searched by words alone';
end $$;

do $$
begin
  if not exists (select from pg_ts_config where cfgname = 'stems' and cfgnamespace = 'private'::regnamespace) then
    create text search configuration private.stems (copy = pg_catalog.simple);
    alter text search configuration private.stems alter mapping for asciiword, asciihword, hword_asciipart, word, hword,
      hword_part with extensions.unaccent, pg_catalog.english_stem;
    create text search configuration private.words (copy = pg_catalog.simple);
    alter text search configuration private.words alter mapping for asciiword, asciihword, hword_asciipart, word, hword,
      hword_part with extensions.unaccent, pg_catalog.simple;
  end if;
end $$;

grant usage on schema public, private, jobs, auth to anon, authenticated, service_role;
grant usage on schema private to hiveforge_web;
grant usage on schema jobs to hiveforge_system;

create table if not exists private.role_permissions (
  role text not null, permission text not null, primary key (role, permission)
);

-- Generic cell rate: `theoretical` is when a caller who kept to the pace would come next. Unlogged: a crash only forgives.
create unlogged table if not exists private.rate_limits (
  key text primary key, theoretical timestamptz not null
);

create or replace function private.take(key text, capacity integer, seconds double precision)
returns double precision language plpgsql security definer set search_path = '' as $$
declare
  step interval := make_interval(secs => seconds / capacity);
  tolerance interval := make_interval(secs => seconds) ;
  moment timestamptz := clock_timestamp();
  next_one timestamptz;
begin
  insert into private.rate_limits as r (key, theoretical) values (take.key, moment + step)
  on conflict on constraint rate_limits_pkey do update
    set theoretical = greatest(r.theoretical, moment) + step
    where greatest(r.theoretical, moment) + step <= moment + tolerance
  returning theoretical into next_one;
  if next_one is not null then
    return 0;
  end if;
  select r.theoretical + step - tolerance - moment into step from private.rate_limits r where r.key = take.key;
  return greatest(extract(epoch from step), 0.001);
end $$;

create or replace function private.forgive(key text)
returns void language sql security definer set search_path = '' as $$
  delete from private.rate_limits r where r.key = forgive.key
$$;

-- Who has which organization open in a browser tab. Unlogged, and tabs that stay silent for two minutes are forgotten.
create unlogged table if not exists private.presences (
  tab uuid primary key, organization_id uuid not null, user_id uuid not null, seen_at timestamptz not null
);
create index if not exists ix_presences_organization_id on private.presences (organization_id, user_id);

create or replace function private.tell_presence(organization uuid) returns void
language sql security definer set search_path = '' as $$
  select pg_notify('hiveforge', json_build_object('topic', 'presence', 'organization', organization)::text)
$$;

create or replace function private.arrive(tab uuid, organization uuid, person uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.depart(array[tab]);
  if not exists (select from private.presences p where p.organization_id = organization and p.user_id = person) then
    perform private.tell_presence(organization);
  end if;
  insert into private.presences values (tab, organization, person, now())
  on conflict on constraint presences_pkey do update set seen_at = now();
end $$;

create or replace function private.depart(tabs uuid[]) returns void
language sql security definer set search_path = '' as $$
  with gone as (
    delete from private.presences p where p.tab = any(tabs) or p.seen_at < now() - interval '2 minutes'
    returning p.organization_id
  ), organizations as (select distinct organization_id from gone)
  select private.tell_presence(organization_id) from organizations
$$;

create or replace function private.still_here(tabs uuid[]) returns void
language sql security definer set search_path = '' as $$
  update private.presences p set seen_at = now() where p.tab = any(tabs)
$$;

-- Queue a job for a function that does everything in one statement, as `Job.later` does it for acts in Python.
create or replace function private.queue(job text, arguments jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  perform jobs.procrastinate_defer_jobs_v1(
    array[row('default', job, 0, null, null, arguments, null)::jobs.procrastinate_job_to_defer_v1]);
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.arrive(uuid, uuid, uuid), private.depart(uuid[]), private.still_here(uuid[])
  to hiveforge_web, hiveforge_system;
grant execute on function private.take(text, integer, double precision), private.forgive(text) to hiveforge_web, hiveforge_system;
