package dev.remocal.protocol;

import java.util.List;

/** The answer to {@code GET /v1/sessions}, in the order in which requests are matched. */
public record SessionList(List<SessionReport> sessions) {}
