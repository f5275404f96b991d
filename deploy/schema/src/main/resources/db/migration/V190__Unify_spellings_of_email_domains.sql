-- An address with the dot of the root behind its domain belongs to the account of the address without, which may exist. What is
-- left then is found by its id only.
UPDATE account a SET email_key = rtrim(email_key, '.')
 WHERE email_key LIKE '%@%.' AND rtrim(email_key, '.') LIKE '%@%'
   AND NOT EXISTS (SELECT FROM account o WHERE o.id <> a.id AND rtrim(o.email_key, '.') = rtrim(a.email_key, '.'));
