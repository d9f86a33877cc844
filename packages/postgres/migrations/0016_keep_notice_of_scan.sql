-- What a scan says of its organization, such as which folder of reports it read, stays with the scan.

alter table credsweep.scan add column notice text;

update credsweep.scan set notice = organization.notice
from credsweep.organization
where scan.organization_id = organization.organization_id;

alter table credsweep.organization drop column notice;
