-- What an installation on the first three migrations holds: a person, a team, an environment, a key and its secret, some usage.
INSERT INTO users (id, name, email, is_instance_owner, updated_at)
  VALUES ('user_old', 'Ada', 'ada@example.com', true, now());
INSERT INTO teams (id, slug, name, updated_at) VALUES ('team_old', 'old', 'Old', now());
INSERT INTO members (id, team_id, user_id, role) VALUES ('mem_old', 'team_old', 'user_old', 'owner');
INSERT INTO environments (id, team_id, slug, label, color, position, updated_at)
  VALUES ('env_old', 'team_old', 'production', 'Production', 'red', 0, now());
INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, updated_at)
  VALUES ('key_old', 'team_old', 'env_old', 'Old key', 'user', 'user_old', 'user_old', now());
INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
  VALUES ('key_old', 'ks_old', date_trunc('minute', now()), 60, 'VALID', 'production', '', '203.0.113.9', 7);
INSERT INTO key_secrets (id, key_id, hash, hint)
  VALUES ('ks_old', 'key_old', decode('HASH', 'hex'), 'be_abc…yz');
