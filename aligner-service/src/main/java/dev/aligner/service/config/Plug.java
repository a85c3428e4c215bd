package dev.aligner.service.config;

import java.util.Locale;

/** The hosts that a plug is there for, and where each of them finds it. */
public enum Plug {
    LITELLM("/beta/litellm_basic_guardrail_api"),
    PORTKEY("/integrations/portkey"),
    AGENTGATEWAY("/integrations/agentgateway"),
    KONG("/integrations/kong"),
    /** Whoever speaks Amazon's ApplyGuardrail. */
    GUARDRAIL("/guardrail");

    private final String path;

    Plug(String path) {
        this.path = path;
    }

    /** What its paths begin with; nothing else begins so. */
    public String path() {
        return path;
    }

    /** As settings and metrics spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
