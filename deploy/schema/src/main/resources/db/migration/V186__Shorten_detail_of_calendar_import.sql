-- The release before stores messages that contain the header of a file as a whole.
UPDATE calendar_import SET detail = left(detail, 1000) WHERE length(detail) > 1000;
