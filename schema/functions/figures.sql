-- Reading figures by the sources that they cite, and by the words of their notes.
--
-- With a row policy, no index serves `citations @>` or `@@`, because these operators are not leakproof. So these functions
-- run as the owner, who is not subject to the policy, and return unpublished figures to the role of the service only.

CREATE OR REPLACE FUNCTION targets_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT target.id FROM target, unnest(sources) AS wanted
        WHERE target.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (target.public OR current_setting('role') = 'capaian_service') $$;
COMMENT ON FUNCTION targets_citing IS 'Ids of the targets with a revision that cites one of the sources.';

CREATE OR REPLACE FUNCTION realizations_citing(sources text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT realization.id FROM realization, unnest(sources) AS wanted
        WHERE realization.citations @> jsonb_build_array(jsonb_build_object('source', wanted))
            AND (realization.public OR current_setting('role') = 'capaian_service') $$;
COMMENT ON FUNCTION realizations_citing IS 'Ids of the realizations with a revision that cites one of the sources.';

CREATE OR REPLACE FUNCTION targets_noting(words tsquery) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT target.id FROM target WHERE target.note IS NOT NULL AND search_words(target.note) @@ words
        AND (target.public OR current_setting('role') = 'capaian_service') $$;
COMMENT ON FUNCTION targets_noting IS 'Ids of the targets with a revision whose note contains the words.';

CREATE OR REPLACE FUNCTION realizations_noting(words tsquery) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT realization.id FROM realization WHERE realization.note IS NOT NULL AND search_words(realization.note) @@ words
        AND (realization.public OR current_setting('role') = 'capaian_service') $$;
COMMENT ON FUNCTION realizations_noting IS 'Ids of the realizations with a revision whose note contains the words.';
REVOKE EXECUTE ON FUNCTION targets_citing, realizations_citing, targets_noting, realizations_noting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION targets_citing, realizations_citing, targets_noting, realizations_noting TO capaian_reader, capaian_service;

CREATE OR REPLACE FUNCTION indicator_unit(indicator_code text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT i.unit FROM indicator i WHERE i.code = indicator_code
        ORDER BY i.status IN ('rejected', 'withdrawn'), i.revision DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION indicator_unit IS 'Unit of an indicator, also if it has no published revision.';

CREATE OR REPLACE FUNCTION today_in_jakarta() RETURNS date
    STABLE PARALLEL SAFE RETURN (now() AT TIME ZONE 'Asia/Jakarta')::date;
COMMENT ON FUNCTION today_in_jakarta IS 'Civil date in Jakarta.';
