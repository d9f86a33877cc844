-- Whoever looks for a user or a key types the beginning of its name or id.

create index user_fact_by_name on credsweep.user_fact (lower(user_name) text_pattern_ops);

-- Most keys have no id that anybody needed to know.
create index access_key_fact_by_id on credsweep.access_key_fact (access_key_id text_pattern_ops)
  where access_key_id is not null;
