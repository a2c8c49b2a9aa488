-- What the program's role may do in the database; run as postgres, also after a restore. May be repeated.
REVOKE ALL ON DATABASE xinglongtai FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE xinglongtai TO xinglongtai;
\connect xinglongtai
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO xinglongtai_owner;
GRANT USAGE ON SCHEMA public TO xinglongtai;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO xinglongtai;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO xinglongtai;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO xinglongtai;
ALTER DEFAULT PRIVILEGES FOR ROLE xinglongtai_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO xinglongtai;
ALTER DEFAULT PRIVILEGES FOR ROLE xinglongtai_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO xinglongtai;
ALTER DEFAULT PRIVILEGES FOR ROLE xinglongtai_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO xinglongtai;
-- Which migrations were applied is the owner's word.
SELECT 'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM xinglongtai'
 WHERE to_regclass('public.django_migrations') IS NOT NULL \gexec
