"""Rules for promos, share bars and page furniture: lines that are removed without a trace."""

# ruff: noqa: RUF001 - lines are printed with typographic quotes and dashes

from typing import Final

from newscrawl.text.boilerplate.rule import CutRule, Rule

_NETWORK = (
    r"(?:facebook|twitter|instagram|youtube|tiktok|linkedin|pinterest|reddit|whatsapp|telegram|viber|flipboard|"
    r"tumblr|"
    r"google\+|google news|apple news|truth social|threads|bluesky|mastodon|gab|rumble|discord|messenger|e-?mail|"
    r"pocket)"
)
STORY: Final = (
    r"(?:article|story|post|piece|report|essay|column|commentary|op-?ed|content|analysis|interview|excerpt|item|news)"
)
"""What sites call an article."""

PROMOS: Final = (
    Rule(
        name=CutRule.ADVERTISEMENT,
        reason="labels of ad boxes, alone in their paragraph",
        forms=(
            (
                r"(?:advertise?ments?|adv|sponsored(?: content| by .{1,40})?|promoted(?: content)?|"
                r"paid (?:content|post))"
                r"(?:[\s:.–—|-]*(?:(?:the |this )?(?:story|article|content)|scroll|continue|skip).{0,60})?"
            ),
            rf"(?:the |this )?{STORY} continues (?:below|after).{{0,40}}",
            r"skip advertisement|remove ads?|scroll to continue.{0,60}",
        ),
        max_words=14,
    ),
    Rule(
        name=CutRule.SHARE,
        reason="share bars",
        forms=(
            (
                rf"(?:share|tweet|pin(?: it)?|print|save|copy link|{_NETWORK})"
                r"(?:[\s,|/·•+&:]+(?:share|tweet|pin|it|print|save|copy|link|on|via|this|the|page|to|with|your|"
                r"friends?|by|or|and|"
                rf"comments?|x|{STORY}|{_NETWORK}))*[:.!]?"
            ),
        ),
        max_words=14,
    ),
    Rule(
        name=CutRule.HEADING_OF_A_BOX,
        reason="headings of boxes with other stories",
        forms=(
            (
                r"(?:more|most|latest|top|related|recommended|trending|popular|featured|recent|other|similar|also|"
                r"must) "
                r"(?:stories|articles?|news|posts?|coverage|content|links?|reading|reads?|topics|videos?|"
                r"headlines|popular|"
                r"viewed|shared|commented|now|for you|on this(?: topic| story)?|like this)"
                r"(?: (?:now|today|this week|right now))?[:.!…\s]*"
            ),
            (
                r"(?:editors?['’]?s? (?:picks?|choice)|related|recommended(?: for you)?|trending|up next|"
                r"in other news|more|"
                r"read (?:more|next)|see (?:also|more)|(?:load|show|view) more|the latest|most popular(?: stories)?|"
                r"news alert|top news|stay up to date|(?:from )?around the web|what (?:others|"
                r"people) are reading)[:.!…»›>\s]*"
            ),
            r"continue reading.{0,60}|more from .{1,40}|read (?:the )?(?:full|original) (?:story|article)[:.»›>\s]*",
            (
                r"(?:next|previous) (?:article|story|page|post)|you (?:may|might) (?:also )?(?:like|be interested in|"
                r"enjoy):?"
            ),
        ),
        max_words=9,
    ),
    Rule(
        name=CutRule.LINK_TO_ANOTHER_STORY,
        reason="'Read Next: <headline>' and its kin, one headline long",
        forms=(
            (
                r"(?:read (?:next|more|also|this next|more here|the full (?:story|article|report)(?: here)?)|"
                r"also read|"
                r"related(?: (?:story|stories|articles?|news|content|reading|coverage|videos?|links?|posts?|"
                r"topics?))?|"
                r"see (?:also|more)|more(?: (?:on|from) [^:]{1,40}| stories| news| coverage)?|up next|next up|"
                r"watch(?: (?:now|next|also|live|more|the video))?|recommended(?: reading)?|in case you missed it|"
                r"icymi|"
                r"must[- ]read|don['’]t miss|further reading|explore more|you (?:may|might) also like|"
                r"trending(?: now)?|"
                r"learn more|click here|listen(?: now)?|photos?|gallery|opinion|"
                rf"read more {STORY}s?(?: from [^:]{{1,40}})?)\s?(?::|>>|»|›|\||→)\s?\S.*"
            ),
            r"read more (?:about|on|from) .{1,80}|(?:click|tap) here (?:to|for) .{1,100}",
            r"read the full (?:story|article|report) (?:at|on|here|in) .{0,80}",
        ),
        max_words=30,
        guarded=True,
        one_sentence=True,
    ),
    Rule(
        name=CutRule.NEWSLETTER,
        reason="invitations to newsletters and alerts: imperative, and naming what is to be had",
        forms=(
            (
                r"(?:sign[- ]?up|subscribe|register|join|get|receive|want|enter your|stay|keep up|never miss|"
                r"don['’]t miss|"
                r"start your|our|click here|thank you for subscribing|click to enable|the best of|like what|"
                r"yes, i|i agree|"
                r"by (?:signing up|subscribing|clicking|entering)|enjoy(?:ing)?|follow|invalid e-?mail|thanks for|"
                r"success)"
                r"\b.*"
            ),
        ),
        needs=r"\b(?:newsletters?|inbox|e-?mail (?:alerts?|updates|list|address)|mailing list|delivered|subscribing|"
        r"(?:breaking|news|push) (?:news )?(?:alerts?|notifications)|occasional updates|"
        r"(?:daily|morning|weekly|evening|news|early bird)[\w ]{0,20} (?:brief(?:ing)?|digest|roundup|headlines|"
        r"updates)|"
        r"privacy policy|personal data|to your (?:e-?mail|phone))\b",
        max_words=60,
        guarded=True,
    ),
    Rule(
        name=CutRule.SUBSCRIPTION,
        reason="pay walls and sign-in boxes",
        forms=(
            r"already (?:a|an|have)\b.{0,30}(?:subscri|member|account|regist).{0,60}",
            r"(?:sign|log) in(?: (?:to|or|now|here).{0,60})?|create (?:a|an|your)(?: free)? account.{0,60}",
            r"subscribe(?: (?:now|today|here|to (?:continue|keep|read|our|the|unlock).{0,60}))?[.!]?",
            (
                r"(?:this )?(?:article|content|story) is (?:for|available (?:to|only)|reserved|exclusive).{0,40}"
                r"(?:subscri|member).{0,60}"
            ),
            r"to (?:continue|keep) reading.{0,120}|unlock .{0,60}(?:article|access).{0,40}|become a member.{0,80}",
            r"you(?: have|['’]ve) (?:reached|read) .{0,80}(?:free|limit).{0,80}",
        ),
        max_words=25,
        guarded=True,
    ),
    Rule(
        name=CutRule.FOLLOW,
        reason="invitations to channels of social networks and to apps",
        forms=(
            (
                r"(?:join|follow|find|like|connect with|add|subscribe to|watch|visit) .*"
                rf"\b(?:{_NETWORK}|on x|social media)\b.*"
            ),
            r"(?:follow|join) (?:us|our|@\w+).{0,120}|follow [^.!?]{1,60}@\w+.{0,80}",
            r"(?:download|get|install) (?:the|our|this)\b.{0,80}\bapps?\b.{0,80}",
        ),
        needs=r"\b(?:us|our|here|channels?|page|group|on|app|apps|server)\b|@\w",
        max_words=45,
        guarded=True,
    ),
    Rule(
        name=CutRule.CONTACT,
        reason="how to reach the author or the newsroom",
        forms=(
            r"contact the (?:author|writer|reporter|editor|newsroom).{0,80}",
            r"(?:the )?(?:author|writer|reporter)s? can be (?:reached|contacted).{0,120}",
            (
                r"(?:(?-i:(?:[A-Z][\w.'’-]*|and|or|de|van|von|the)\s){1,7}|s?he |they )(?:can|may) be (?:reached|"
                r"contacted|followed) (?:at|via|by|on|through) .{2,200}"
            ),
            (
                r"(?:e-?mail|write to|reach|contact|reach out to|message) [^.!?@]{0,60}(?: at| via|"
                r":)? ?\S{1,60}@\S+(?:\s(?:or|and|on|follow|via|call|tel|phone|twitter|@).{0,120})?"
            ),
        ),
        needs=r"@|contact the|author|\d{3}|twitter|email",
        max_words=60,
    ),
    Rule(
        name=CutRule.TIPS,
        reason="requests for tips and letters",
        forms=(
            r"(?:have|got) (?:a|any|an) (?:[\w-]+ ){0,3}(?:tips?|story idea|feedback|correction)s?\b.{0,250}",
            (
                r"(?:send|submit|share) (?:us )?(?:your |any )?(?:[\w-]+ ){0,2}"
                r"(?:tips|comments|feedback|corrections|letters)\b.{0,160}"
            ),
        ),
        max_words=60,
        guarded=True,
    ),
    Rule(
        name=CutRule.COMMENTS,
        reason="boxes for readers' comments",
        forms=(
            (
                r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)\b.{0,60}|no comments(?: yet)?|"
                r"comments? ?\(?\d*\)?:?"
            ),
            r"(?:view|show|see|read|load|hide) (?:all )?(?:\d+ )?comments?(?: ?\(\d*\))?|\d+ comments?",
            r"comments? (?:are|is) (?:closed|disabled|off).{0,60}|(?:log|sign) ?in to (?:comment|reply|leave).{0,60}",
            (
                r"(?:join|start) the (?:conversation|discussion).{0,60}|"
                r"your e-?mail address will not be published.{0,60}"
            ),
            r"let us know (?:in the comments|what you think).{0,80}|what do you think\?.{0,80}comments?.{0,60}",
        ),
        max_words=25,
        guarded=True,
    ),
    Rule(
        name=CutRule.PLAYER,
        reason="controls and fall-backs of players, galleries and scripts",
        forms=(
            r"listen to this (?:article|story).{0,30}|your browser does not support.{0,100}",
            r"(?:please )?enable javascript.{0,120}|loading(?: \w+)?(?:\.{3}|…)?|play(?: video)?|close|back to top",
            r"\(?opens in (?:a )?new (?:window|tab)\)?|skip to .{1,40}|(?:hide|toggle) caption",
            r"(?:click|tap) (?:here )?to (?:enlarge|view|expand|zoom|play|tweet|share).{0,40}",
            r"enlarge(?: this)?(?: image)?|(?:view|open) (?:gallery|image|in gallery|fullscreen).{0,30}",
            r"current time .{0,80}|this video (?:is|cannot|can['’]t|could not|file).{0,80}|image \d+ of \d+",
            (
                r"\d+ ?/ ?\d+|\d{1,2}:\d{2}|estimated reading time.{0,30}|"
                r"(?:reading time:? ?)?\d+ min(?:ute)?s?\.?(?: read)?"
            ),
        ),
        max_words=20,
        guarded=True,
    ),
    Rule(
        name=CutRule.SUPPORT,
        reason="requests for money",
        forms=(
            (
                r"(?:support|donate|become a|make a (?:donation|contribution|gift)|help us|please (?:consider|"
                r"support|donate)|"
                r"your (?:support|donation|contribution)|if you (?:value|like|enjoy|enjoyed|appreciate|found|"
                r"believe))\b.*"
            ),
        ),
        needs=r"\b(?:donat\w+|subscri\w+|membership|support (?:us|our)|our (?:work|journalism|reporting|mission)|"
        r"patreon|contribution|independent journalism|paypal)\b",
        max_words=70,
        guarded=True,
    ),
    Rule(
        name=CutRule.AFFILIATE,
        reason="disclosure of commissions",
        forms=(
            rf"(?:if|when|we|our|this {STORY}|some of|products?|as an amazon|all products|\w+ may|the products)\b.*",
        ),
        needs=r"affiliate (?:link|commission|program)|earn (?:a |an )?(?:small |affiliate )?commission|"
        r"earn from qualifying|purchase(?:s|d)? (?:made )?through (?:our |these )?links",
        max_words=60,
        guarded=True,
    ),
    Rule(
        name=CutRule.TAGS,
        reason="lists of tags under a story; a list, so without a full stop",
        forms=(
            (
                r"(?:tags?|tagged(?: with)?|topics?|categor(?:y|ies)|filed (?:under|in|to)|posted in|keywords?|"
                r"more about|"
                rf"explore|sections?|in this {STORY})\s?:[^.!?]{{0,250}}"
            ),
            r"tags|topics|categories|filed under",
        ),
        max_words=40,
        guarded=True,
    ),
    Rule(
        name=CutRule.FEED_TAIL,
        reason="what WordPress adds to each feed item",
        forms=(r"the post .{1,400} (?:first appeared|appeared first) on .{1,120}",),
        max_words=80,
    ),
    Rule(
        name=CutRule.OFFICIAL_BANNER,
        reason="the banner of US government sites",
        forms=(
            r"an official website of the (?:united states|u\.?s\.?) government.{0,80}|here['’]?s how you know.{0,20}",
            r"official websites use \.(?:mil|gov).{0,160}|a \.(?:mil|gov) website belongs to an official.{0,160}",
            r"secure \.(?:mil|gov) websites use https.{0,240}|a lock \(?.{0,30}\)? or https.{0,240}",
            r"share sensitive information only on official.{0,60}",
        ),
        max_words=60,
    ),
    Rule(
        name=CutRule.COOKIES,
        reason="cookie banners",
        forms=(
            (
                r"(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|clicking|using|accepting)|accept|"
                r"cookies?|some)"
                r"\b.*"
            ),
        ),
        needs=r"\b(?:use[sd]?|using|of|accept\w*|all|store|these) (?:of )?(?:[\w-]+ ){0,3}cookies\b",
        max_words=90,
        guarded=True,
    ),
)
