"""How many people fit: the database itself counts and refuses, whoever comes at once.

Members use a seat, open invitations by mail hold one. Whoever has such an invitation needs a seat that no member uses;
anybody else needs one that is not promised either. So after a downgrade nobody comes in before there is room, and
invitations that were sent before it work again then.
"""

SEATS = """
-- Open invitations by mail, which hold a seat each; one for somebody who is in already holds none.
create or replace function private.held_seats(place uuid) returns table (id uuid, email text)
language sql stable security definer set search_path = '' as $$
  select i.id, i.email::text from public.invitations i
   where i.organization_id = place and i.kind = 'email' and i.accepted_at is null and i.revoked_at is null
     and i.expires_at > now()
     and not exists (select from public.memberships m join public.users u on u.id = m.user_id
                      where m.organization_id = place and u.email = i.email)
$$;

-- How many seats there are (null without limit), how many are used and held, and whether one is held for this address.
create or replace function private.count_seats(place uuid, address text)
returns table (most integer, used integer, held integer, promised boolean)
language sql stable security definer set search_path = '' as $$
  select o.seat_limit,
         (select count(*)::integer from public.memberships m where m.organization_id = place),
         (select count(distinct h.email)::integer from private.held_seats(place) h),
         exists (select from private.held_seats(place) h where h.email = address)
    from public.organizations o where o.id = place
$$;

-- Whether this address can come in now. For the system: strangers learn it from their invitation only.
create or replace function private.has_seat_for(place uuid, address text) returns boolean
language sql stable security definer set search_path = '' as $$
  select s.most is null or s.used + case when s.promised then 0 else s.held end < s.most
    from private.count_seats(place, address) s
$$;

-- How many seats members use and open invitations hold. For everybody who belongs to the organization, and the system.
create or replace function private.seats_taken(place uuid) returns table (used integer, held integer)
language sql stable security definer set search_path = '' as $$
  select coalesce(s.used, 0), coalesce(s.held, 0)
    from (select case when current_setting('role') = 'service_role'
                        or place = any(array(select private.orgs_with('organization:read'))) then place end as id) seen
    left join private.count_seats(seen.id, null) s on true
$$;

-- Refuse one more person where there is no seat for them. The lock makes those who come at once come one after the other.
create or replace function private.take_seat(place uuid, address text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  place_slug text;
  s record;
begin
  select o.slug into place_slug from public.organizations o where o.id = place for no key update;
  if not private.has_seat_for(place, address) then
    select * into s from private.count_seats(place, address);
    raise exception 'all seats of the organization are taken' using errcode = '23514', constraint = 'seats',
      detail = json_build_object('slug', place_slug, 'limit', s.most, 'used', s.used + s.held,
                                 'wanted', s.used + s.held + case when s.promised then 0 else 1 end)::text;
  end if;
end $$;

create or replace function private.member_takes_seat() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.take_seat(new.organization_id, (select u.email::text from public.users u where u.id = new.user_id));
  return new;
end $$;
create or replace trigger member_takes_seat before insert on public.memberships
  for each row execute function private.member_takes_seat();

revoke all on function private.held_seats(uuid), private.count_seats(uuid, text), private.has_seat_for(uuid, text),
  private.seats_taken(uuid), private.take_seat(uuid, text), private.member_takes_seat() from public;
grant execute on function private.seats_taken(uuid) to authenticated, service_role;
grant execute on function private.has_seat_for(uuid, text) to service_role;
"""
