-- A role per service, so that each can do what it needs and no more. Where an operator has made them already
-- (CloudNativePG: spec.managed.roles) this leaves them as they are. Passwords are never in a migration.
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
