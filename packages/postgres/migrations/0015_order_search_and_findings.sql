-- The first page of a search and of the findings comes in its order from an index, however much there is.

drop index credsweep.user_fact_by_name;
create index user_fact_by_name on credsweep.user_fact (lower(user_name) collate "C");

drop index credsweep.access_key_fact_by_id;
create index access_key_fact_by_id on credsweep.access_key_fact (access_key_id collate "C")
  where access_key_id is not null;

-- The gravest first, then the oldest key.
create index finding_by_gravity on credsweep.finding (
  (case severity when 'critical' then 1 when 'high' then 2 when 'medium' then 3 when 'low' then 4 else 5 end),
  key_created_at,
  finding_id
);
