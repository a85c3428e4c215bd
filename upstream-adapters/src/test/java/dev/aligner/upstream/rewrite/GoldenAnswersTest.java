package dev.aligner.upstream.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers full of sixes, to a corrector that makes an eight of each: the texts that say "I see six." are changed, and
 * no other byte of what stands beside them.
 */
class GoldenAnswersTest {
    private static final String SAID = "I see six.";

    private static String corrected(String text) {
        return text.replace("six", "eight");
    }

    private static String golden(String answer) {
        return answer.replace(SAID, corrected(SAID));
    }

    /** In these a bar ends an event, and quotes are single. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '&', textBlock = """
            custom tool call            & OPENAI_CHAT & {'choices':[{'delta':{'content':'six'}}]} | {'choices':[{'delta':{'tool_calls':[{'index':0,'id':'six','type':'custom','custom':{'name':'six','input':''}}]}}]} | {'choices':[{'delta':{'tool_calls':[{'index':0,'custom':{'input':'six'}}]}}]} | {'choices':[{'delta':{},'finish_reason':'tool_calls'}]}
            function call, piece by piece & OPENAI_CHAT & {'choices':[{'delta':{'role':'assistant','content':'six'}}]} | {'choices':[{'delta':{'function_call':{'name':'six','arguments':''}}}]} | {'choices':[{'delta':{'function_call':{'arguments':'{\\"six\\":6}'}}}]} | {'choices':[{'delta':{},'finish_reason':'function_call'}]}
            reasoning                   & OPENAI_CHAT & {'choices':[{'delta':{'reasoning':'six'}}]} | {'choices':[{'delta':{'reasoning_content':'six'}}]} | {'choices':[{'delta':{'reasoning_details':[{'text':'six'}],'content':'I see six.'}}]} | {'choices':[{'delta':{},'finish_reason':'stop'}]}
            reasoning in parts          & OPENAI_CHAT & {'choices':[{'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'six'}]}]}}]} | {'choices':[{'delta':{'content':'I see six.'},'finish_reason':'stop'}]}
            images                      & OPENAI_CHAT & {'choices':[{'delta':{'content':'I see six.','images':[{'type':'image_url','image_url':{'url':'data:image/png;base64,six'}}]}}]} | {'choices':[{'delta':{},'finish_reason':'stop'}]}
            three choices               & OPENAI_CHAT & {'choices':[{'index':2,'delta':{'content':'six'}}]} | {'choices':[{'index':0,'delta':{'content':'I see six.'}}]} | {'choices':[{'index':1,'delta':{'content':'I see two.'}}]} | {'choices':[{'index':2,'delta':{'tool_calls':[{'index':0,'id':'six'}]}}]} | {'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]} | {'choices':[{'index':2,'delta':{},'finish_reason':'tool_calls'}]} | {'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}
            a picture between texts     & GEMINI_CONTENT & {'candidates':[{'content':{'parts':[{'text':'I see six.'},{'inlineData':{'mimeType':'image/png','data':'six'}},{'text':'I see six.'}]}}]} | {'candidates':[{'content':{'parts':[{'text':'','thoughtSignature':'six'}]},'finishReason':'STOP'}]}
            a picture that was made     & OPENAI_RESPONSES & {'type':'response.output_item.done','output_index':0,'item':{'type':'image_generation_call','result':'six'}} | {'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'I see six.'} | {'type':'response.completed','response':{'status':'completed','output':[{'type':'image_generation_call','result':'six'},{'type':'message','content':[{'type':'output_text','text':'I see six.'}]}]}}
            thinking and its signature  & ANTHROPIC_MESSAGES & {'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'six'}} | {'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'six'}} | {'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}} | {'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'I see six.'}} | {'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':'six'}}
            """)
    void asAStream(String name, Wire wire, String events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events.replace("'", "\"").split("\\|", -1)) {
            stream.append("data: ").append(event.strip()).append("\n\n");
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);

        for (Window window : Window.values()) {
            for (int seed = 0; seed < 20; seed++) {
                Playback run = new Playback(
                                new StreamRewriter(wire.stream(), window, 100_000), GoldenAnswersTest::corrected)
                        .run(bytes, new Random(seed));

                // a sentence before a tool call may have gone out, corrected, when the call comes
                if (window == Window.WHOLE || stream.indexOf("tool_calls") < 0) {
                    assertThat(run.text()).as(name).isEqualTo(golden(stream.toString()));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '&', textBlock = """
            OPENAI_CHAT        & {'choices':[{'index':0,'message':{'content':'six','tool_calls':[{'id':'six','type':'custom','custom':{'input':'six'}}]}}]}
            OPENAI_CHAT        & {'choices':[{'index':0,'message':{'content':'six','function_call':{'name':'six','arguments':'six'}}}]}
            OPENAI_CHAT        & {'choices':[{'index':0,'message':{'content':'I see six.','reasoning':'six','images':[{'image_url':{'url':'six'}}]}}]}
            OPENAI_CHAT        & {'choices':[{'message':{'content':'I see six.'}},{'message':{'content':'I see two.'}},{'message':{'content':'six','tool_calls':[{}]}}],'six': 6.0}
            GEMINI_CONTENT     & {'candidates':[{'content':{'parts':[{'text':'I see six.'},{'inlineData':{'data':'six'}},{'text':'I see six.'},{'text':'','thoughtSignature':'six'}]}}]}
            OPENAI_RESPONSES   & {'output':[{'type':'image_generation_call','result':'six'},{'type':'message','content':[{'type':'output_text','text':'I see six.'},{'type':'refusal','refusal':'six'}]}]}
            ANTHROPIC_MESSAGES & {'content':[{'type':'thinking','thinking':'six','signature':'six'},{'type':'redacted_thinking','data':'six'},{'type':'text','text':'I see six.'}],'stop_sequence':'six'}
            OLLAMA_CHAT        & {'message':{'content':'I see six.','thinking':'six','images':['six']},'done':true}
            BEDROCK_CONVERSE   & {'output':{'message':{'content':[{'image':{'source':{'bytes':'six'}}},{'text':'I see six.'},{'reasoningContent':{'reasoningText':{'text':'six'}}}]}}}
            """)
    void inOnePiece(Wire wire, String body) {
        String json = body.replace("'", "\"");
        Answer answer = wire.answer(json.getBytes(StandardCharsets.UTF_8));
        Map<Piece, String> corrections = new HashMap<>();
        answer.texts().stream()
                .filter(text -> text.untouched() == null)
                .forEach(text -> corrections.put(text.piece(), corrected(text.text())));

        assertThat(new String(answer.with(corrections), StandardCharsets.UTF_8)).isEqualTo(golden(json));
    }
}
