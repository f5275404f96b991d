-- One role per service with least privileges. Roles that exist already (CloudNativePG: spec.managed.roles) are left
-- unchanged. Passwords are never in a migration.
DO $$
DECLARE
    service text;
BEGIN
    FOREACH service IN ARRAY ARRAY ['auth_service', 'competition_service', 'export_service'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', service);
        END IF;
    END LOOP;
END
$$;
