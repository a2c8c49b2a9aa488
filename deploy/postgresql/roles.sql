-- Two roles: the owner makes and changes tables (deploy/upgrade only), the program reads and writes rows. So whoever gets hold of the
-- program's account cannot drop a table, nor switch off the triggers that keep evidence and the record unchanged.
-- Run as postgres by deploy/install: psql -v password=… -f roles.sql ; may be repeated.
\set ON_ERROR_STOP on
SELECT 'CREATE ROLE xinglongtai_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'xinglongtai_owner') \gexec
SELECT 'CREATE ROLE xinglongtai LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'xinglongtai') \gexec
\if :{?password}
ALTER ROLE xinglongtai_owner PASSWORD :'password';
\endif
-- The program comes in over the local socket as the system account of the same name (peer) and has no password.
ALTER ROLE xinglongtai SET statement_timeout = '120s';
ALTER ROLE xinglongtai SET idle_in_transaction_session_timeout = '300s';
ALTER ROLE xinglongtai SET lock_timeout = '30s';
SELECT 'CREATE DATABASE xinglongtai OWNER xinglongtai_owner ENCODING ''UTF8'' LOCALE ''C.UTF-8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'xinglongtai') \gexec
\ir grants.sql
