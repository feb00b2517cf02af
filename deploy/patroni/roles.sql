-- The roles and the database of Capaian, created once on the leader; see README.md. No extension is needed.
CREATE ROLE capaian_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE capaian LOGIN NOINHERIT PASSWORD :'service_password';
CREATE ROLE capaian_reader NOLOGIN ROLE capaian;
CREATE ROLE capaian_service NOLOGIN ROLE capaian;
CREATE DATABASE :"database" OWNER capaian_owner ENCODING 'UTF8' TEMPLATE template0;
