-- Least privileges of each service. Repeatable: Flyway applies it again after a change.
REVOKE ALL ON ALL TABLES IN SCHEMA ${flyway:defaultSchema} FROM auth_service, competition_service, export_service;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${flyway:defaultSchema} FROM auth_service, competition_service, export_service;
GRANT USAGE ON SCHEMA ${flyway:defaultSchema} TO auth_service, competition_service, export_service;

GRANT SELECT, INSERT, UPDATE ON account TO auth_service;
GRANT SELECT, INSERT, DELETE ON account_group, signing_key TO auth_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_limit, one_time_link, outgoing_mail, group_request TO auth_service;
GRANT SELECT, INSERT ON audit_entry, withdrawn_key TO auth_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON api_key TO auth_service;
GRANT SELECT (account_id), DELETE ON idempotent_answer TO auth_service;
-- The release before uses it; see V090.
GRANT SELECT, INSERT ON erased_email TO auth_service;
GRANT SELECT, UPDATE, DELETE ON erased_email TO competition_service;

-- Rights are read in the writing transaction; never a password hash or an e-mail.
GRANT SELECT (id, enabled, token_version, standing_at) ON account TO competition_service, export_service;
GRANT SELECT ON account_group, signing_key TO competition_service, export_service;
GRANT SELECT (id, secret_hash, account_id, federation, scopes, countries, networks, expires_at, revoked_at, changed_at,
              last_used_at),
      UPDATE (last_used_at, last_used_from) ON api_key TO competition_service, export_service;

GRANT SELECT, INSERT, UPDATE, DELETE ON competition, calendar_version, idempotent_answer, bulk_call_lease TO competition_service;
GRANT SELECT, INSERT, UPDATE ON competition_history, redaction, redaction_result TO competition_service;
GRANT INSERT ON audit_entry TO competition_service;
GRANT SELECT, UPDATE ON rendering_pass TO competition_service;

GRANT SELECT ON competition, calendar_version TO export_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON export_run, export_file, published_file TO export_service;
GRANT USAGE ON SEQUENCE export_generation_seq TO export_service;

-- Imports.
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_import, calendar_import_row, imported_competition, calendar_source
    TO competition_service;
GRANT SELECT (account_id), DELETE ON calendar_import, calendar_source TO auth_service;

-- Changes for followers.
GRANT SELECT, INSERT, UPDATE, DELETE ON competition_removal TO competition_service;
GRANT SELECT, UPDATE (epoch, stamp, purged_before) ON change_epoch TO competition_service;
GRANT SELECT ON competition_removal TO export_service;
GRANT SELECT, UPDATE (epoch, stamp) ON change_epoch TO export_service;

-- Webhooks. Entries of the history name no account here.
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoint, webhook_delivery, webhook_cursor TO export_service;
GRANT SELECT (id, competition_id, country_id, at, action, changes) ON competition_history TO export_service;
GRANT SELECT (id, account_id, url, events, state, notice_due), UPDATE (notice_due), DELETE ON webhook_endpoint TO auth_service;
GRANT INSERT (id, endpoint_id, event, key_id, at, state, next_at) ON webhook_delivery TO auth_service;
GRANT SELECT (name) ON api_key TO export_service;

-- Duplicates: queue of pairs, merges.
GRANT SELECT, INSERT, UPDATE, DELETE ON duplicate_pair, merged_competition TO competition_service;
GRANT SELECT ON reserved_slug TO competition_service;
