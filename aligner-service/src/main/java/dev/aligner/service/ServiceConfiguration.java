package dev.aligner.service;

import dev.aligner.core.Corrector;
import dev.aligner.service.audit.Audit;
import dev.aligner.service.batch.BatchCorrections;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.RemoteProperties;
import dev.aligner.service.config.UnknownKeyCheck;
import dev.aligner.service.docs.DocumentThread;
import dev.aligner.service.host.CorrectorHost;
import dev.aligner.service.host.CorrectorLoader;
import dev.aligner.service.host.ExitOnLoadFailure;
import dev.aligner.service.host.LoadFailure;
import dev.aligner.service.host.PinnedLoader;
import dev.aligner.service.host.Watchdog;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.Way;
import dev.aligner.service.operator.RecentCorrections;
import dev.aligner.service.outgoing.OutgoingClients;
import dev.aligner.service.problem.PlainBodies;
import dev.aligner.service.problem.ProblemHandler;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.Ids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Puts the parts together: every part names what it needs, none knows the container. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AlignerProperties.class)
class ServiceConfiguration implements EnvironmentAware {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceConfiguration.class);

    /** Requests between their arrival and the corrector's own queue; its bound is reached by a flood alone. */
    private static final int ADMISSION_QUEUE = 4096;

    /** How long nobody may notice that the engine hangs, on top of what a step may take. */
    private static final Duration WATCH = Duration.ofSeconds(1);

    @Override
    public void setEnvironment(Environment environment) {
        UnknownKeyCheck.check(environment);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Ids ids(InstantSource clock) {
        return new Ids(clock);
    }

    @Bean
    LoadFailure loadFailure(ApplicationContext context) {
        return new ExitOnLoadFailure(context);
    }

    @Bean
    CorrectorHost correctorHost(CorrectorLoader loader, AlignerProperties properties, LoadFailure loadFailure) {
        return new CorrectorHost(() -> announced(new PinnedLoader(loader), properties), loadFailure);
    }

    private static Corrector announced(CorrectorLoader loader, AlignerProperties properties) {
        RemoteProperties remote = properties.model().remote();
        if (remote != null) {
            LOG.info(
                    "asking {} for the model of {}",
                    remote.url().getAuthority(),
                    properties.model().path());
            return loader.load(properties);
        }
        LOG.info(
                "loading {}: precision {}, {} slots, {} places in the queue",
                properties.model().path(),
                properties.model().precision().name().toLowerCase(Locale.ROOT),
                properties.engine().slots(),
                properties.engine().queueCapacity());
        return loader.load(properties);
    }

    @Bean
    PlainBodies plainBodies() {
        return new PlainBodies();
    }

    @Bean(destroyMethod = "dispose")
    Scheduler admission() {
        return Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), ADMISSION_QUEUE, "admission");
    }

    @Bean
    Watchdog watchdog(CorrectorHost host, ApplicationEventPublisher events) {
        return new Watchdog(
                host,
                WATCH,
                Schedulers.parallel(),
                () -> AvailabilityChangeEvent.publish(events, host, LivenessState.BROKEN));
    }

    @Bean
    ReactiveCorrector reactiveCorrector(CorrectorHost host, Scheduler admission, Watchdog watchdog, Audit audit) {
        return new ReactiveCorrector(host, admission, Schedulers.parallel(), watchdog.broken(), audit);
    }

    @Bean
    CorrectionReader correctionReader(AlignerProperties properties) {
        return new CorrectionReader(properties.wireLimits());
    }

    @Bean
    RecentCorrections recentCorrections(InstantSource clock) {
        return new RecentCorrections(clock);
    }

    @Bean
    BatchCorrections batchCorrections(
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            AnswerMeters answers,
            CorrectionReader reader,
            AlignerProperties properties) {
        return new BatchCorrections(
                corrector,
                lines -> request -> requests.on(Way.BATCH, lines)
                        .correct(request)
                        .doOnNext(correction -> answers.answered(Way.BATCH, correction)),
                reader,
                Schedulers.parallel(),
                properties.batch().concurrency(),
                Math.toIntExact(properties.limits().batchLine().toBytes()));
    }

    @Bean
    OutgoingClients outgoingClients(AlignerProperties properties) {
        return new OutgoingClients(properties.upstreams().allow());
    }

    @Bean
    RequestId requestId(Ids ids) {
        return new RequestId(ids);
    }

    @Bean
    DocumentThread documentThread() {
        return new DocumentThread();
    }

    @Bean
    ProblemHandler problemHandler() {
        return new ProblemHandler();
    }
}
