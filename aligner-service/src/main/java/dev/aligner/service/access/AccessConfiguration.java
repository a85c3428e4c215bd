package dev.aligner.service.access;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.RefusedSettingException;
import dev.aligner.service.config.SecurityProperties;
import dev.aligner.service.host.CorrectorHost;
import dev.aligner.service.quota.Accounts;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.JwkSetUriReactiveJwtDecoderBuilderCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.scheduler.Schedulers;

/** The parts of access control. Without a keys file and an issuer everybody may ask. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(AccessConfiguration.class);

    /** Callers at once; those of tokens are as many as their issuer knows. */
    private static final int MOST_CALLERS = 100_000;

    @Bean
    Keys keys(AlignerProperties properties, InstantSource clock) {
        try {
            return new Keys(properties.security(), clock, Schedulers.boundedElastic());
        } catch (IOException | IllegalArgumentException e) {
            String what = e instanceof IOException ? "not readable, " + e : e.getMessage();
            throw new RefusedSettingException("aligner.security.keys-file: " + what, e);
        }
    }

    /** An issuer's own list of algorithms is not asked: only what is configured counts. */
    @Bean
    JwkSetUriReactiveJwtDecoderBuilderCustomizer pinnedAlgorithms(OAuth2ResourceServerProperties resources) {
        return builder -> builder.jwsAlgorithms(algorithms -> {
            algorithms.clear();
            resources
                    .getJwt()
                    .getJwsAlgorithms()
                    .forEach(name -> algorithms.add(Objects.requireNonNull(SignatureAlgorithm.from(name), name)));
        });
    }

    @Bean
    AccessFilter accessFilter(
            Keys keys,
            ObjectProvider<ReactiveJwtDecoder> decoder,
            OAuth2ResourceServerProperties resources,
            Doors doors,
            Passages passages,
            AlignerProperties properties,
            ServerProperties server) {
        SecurityProperties security = properties.security();
        ReactiveJwtDecoder issued = decoder.getIfAvailable();
        if (issued != null && resources.getJwt().getAudiences().isEmpty()) {
            throw new RefusedSettingException(
                    "spring.security.oauth2.resourceserver.jwt.audiences: none",
                    "this service's, as its issuer signs tokens for others too");
        }
        Callers callers = new Callers(
                keys,
                issued == null ? null : new Tokens(issued, security.limits().toLimits()),
                Caller.anonymous(security.anonymous().toLimits()));
        if (callers.everybody() && reachable(server.getAddress())) {
            LOG.warn(
                    "everybody who reaches this service may use it: set aligner.security.keys-file or an issuer, or bind"
                            + " it to this host by server.address=127.0.0.1");
        }
        return new AccessFilter(callers, doors, passages, new Accounts(MOST_CALLERS, System::nanoTime));
    }

    @Bean
    Doors doors(Environment environment) {
        return new Doors(ManagementPortType.get(environment) == ManagementPortType.DIFFERENT);
    }

    @Bean
    DrainFilter drainFilter(CorrectorHost host, Doors doors, Passages passages) {
        return new DrainFilter(host::admit, doors, passages);
    }

    private static boolean reachable(@Nullable InetAddress address) {
        return address == null || !address.isLoopbackAddress();
    }
}
