//! Well-known services by the key that tarteaucitron has for them.
//!
//! Kinds and groups are by what a service does with the data: a player that recognises people across sites is marketing,
//! and so is a pixel that tarteaucitron counts among measurement. Cookies are those on the site itself and those of an embedded frame.

use consent::draft::Kind::{self, Functional, Marketing, Measurement};

/// A group of services, as tarteaucitron shows them to visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Ads,
    Analytic,
    Api,
    Comment,
    Social,
    Support,
    Video,
    Other,
}

impl Group {
    /// The group of a service's `type`.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ads" => Self::Ads,
            "analytic" => Self::Analytic,
            "api" => Self::Api,
            "comment" => Self::Comment,
            "social" => Self::Social,
            "support" => Self::Support,
            "video" => Self::Video,
            "other" => Self::Other,
            _ => return None,
        })
    }

    /// The kind of a service of which only the group is known.
    pub fn kind(self) -> Kind {
        match self {
            Self::Analytic => Measurement,
            Self::Api | Self::Support => Functional,
            Self::Ads | Self::Comment | Self::Social | Self::Video | Self::Other => Marketing,
        }
    }

    /// The key of its purpose.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ads => "ads",
            Self::Analytic => "analytics",
            Self::Api => "apis",
            Self::Comment => "comments",
            Self::Social => "social",
            Self::Support => "support",
            Self::Video => "videos",
            Self::Other => "other",
        }
    }

    /// The title of its purpose, by language.
    pub fn titles(self) -> [(&'static str, &'static str); 2] {
        let (english, french) = match self {
            Self::Ads => ("Advertising", "Publicité"),
            Self::Analytic => ("Audience measurement", "Mesure d’audience"),
            Self::Api => ("Embedded services", "Services intégrés"),
            Self::Comment => ("Comments", "Commentaires"),
            Self::Social => ("Social networks", "Réseaux sociaux"),
            Self::Support => ("Support", "Assistance"),
            Self::Video => ("Videos and audio", "Vidéos et audio"),
            Self::Other => ("Other services", "Autres services"),
        };
        [("en", english), ("fr", french)]
    }
}

/// What is known of a service.
pub(super) struct Service {
    pub key: &'static str,
    pub group: Group,
    pub kind: Kind,
    pub name: &'static str,
    pub provider: &'static str,
    pub cookies: &'static [&'static str],
}

const GA: &[&str] = &["_ga", "_ga_*", "_gid", "_gat*", "_gac_*", "_gcl_au"];
const UTM: &[&str] = &["__utma", "__utmb", "__utmc", "__utmt", "__utmz"];
const MATOMO: &[&str] = &["_pk_id*", "_pk_ses*", "_pk_ref*", "_pk_cvar*", "_pk_hsr*"];
const YOUTUBE: &[&str] = &["VISITOR_INFO1_LIVE", "YSC", "PREF"];
const GOOGLE_ADS: &[&str] = &["_gcl_au", "_gcl_aw", "_gac_*"];
const ADSENSE: &[&str] = &["__gads", "__gpi"];
const GOOGLE: &[&str] = &["NID"];
const META: &[&str] = &["datr", "fr", "sb", "xs", "c_user"];
const XITI: &[&str] = &["atidvisitor", "atreman", "atredir", "atsession"];
const ADOBE: &[&str] = &["s_ecid", "s_cc", "s_sq", "s_vi", "s_fid"];
const HUBSPOT: &[&str] = &["hubspotutk", "__hstc", "__hssc", "__hssrc"];
const NONE: &[&str] = &[];

macro_rules! services {
    ($($key:literal $group:ident $kind:ident $name:literal $provider:literal $cookies:expr,)*) => {
        pub(super) static SERVICES: &[Service] = &[$(Service {
            key: $key,
            group: Group::$group,
            kind: $kind,
            name: $name,
            provider: $provider,
            cookies: $cookies,
        },)*];
    };
}

services! {
    // Measurement.
    "gtag" Analytic Measurement "Google Analytics 4" "Google" GA,
    "multiplegtag" Analytic Measurement "Google Analytics 4" "Google" GA,
    "analytics" Analytic Measurement "Google Analytics" "Google" GA,
    "gajs" Analytic Measurement "Google Analytics (ga.js)" "Google" UTM,
    "firebase" Analytic Measurement "Firebase" "Google" &["_ga", "_ga_*"],
    "goptimize" Analytic Measurement "Google Optimize" "Google" &["_gaexp", "_opt_*"],
    "matomo" Analytic Measurement "Matomo" "" MATOMO,
    "matomohightrack" Analytic Measurement "Matomo" "" MATOMO,
    "matomoheatmap" Analytic Measurement "Matomo heatmaps" "" MATOMO,
    "matomocloud" Analytic Measurement "Matomo Cloud" "InnoCraft" MATOMO,
    "matomotm" Analytic Measurement "Matomo Tag Manager" "" MATOMO,
    "piwikpro" Analytic Measurement "Piwik PRO" "Piwik PRO" MATOMO,
    "plausible" Analytic Measurement "Plausible" "Plausible Insights" NONE,
    "simpleanalytics" Analytic Measurement "Simple Analytics" "Simple Analytics" NONE,
    "hotjar" Analytic Measurement "Hotjar" "Hotjar" &["_hjSession*", "_hjid", "_hjAbsoluteSessionInProgress"],
    "clarity" Analytic Measurement "Microsoft Clarity" "Microsoft" &["_clck", "_clsk", "CLID", "ANONCHK", "MR", "MUID", "SM"],
    "crazyegg" Analytic Measurement "Crazy Egg" "Crazy Egg" &["_ce.*", "cebs", "cebsp_"],
    "contentsquare" Analytic Measurement "Contentsquare" "Contentsquare" &["_cs_c", "_cs_id", "_cs_s", "_cs_vars", "_cs_ex"],
    "mixpanel" Analytic Measurement "Mixpanel" "Mixpanel" &["mp_*_mixpanel"],
    "amplitude" Analytic Measurement "Amplitude" "Amplitude" &["amplitude_id*", "AMP_*"],
    "posthog" Analytic Measurement "PostHog" "PostHog" &["ph_*_posthog"],
    "clicky" Analytic Measurement "Clicky" "Roxr Software" &["_jsuid", "_first_pageview"],
    "statcounter" Analytic Measurement "StatCounter" "StatCounter" &["sc_is_visitor_unique"],
    "etracker" Analytic Measurement "etracker" "etracker" &["_et_coid", "et_id"],
    "metrica" Analytic Measurement "Yandex Metrica" "Yandex" &["_ym_uid", "_ym_d", "_ym_isad"],
    "atinternet" Analytic Measurement "AT Internet" "Piano" XITI,
    "atinternethightrack" Analytic Measurement "AT Internet" "Piano" XITI,
    "xiti" Analytic Measurement "Xiti" "Piano" XITI,
    "xiti_smarttag" Analytic Measurement "Xiti SmartTag" "Piano" XITI,
    "pianoanalytics" Analytic Measurement "Piano Analytics" "Piano" &["_pcid", "_pctx", "pa_user", "pa_privacy"],
    "adobeanalytics" Analytic Measurement "Adobe Analytics" "Adobe" ADOBE,
    "adobeworkspace" Analytic Measurement "Adobe Analysis Workspace" "Adobe" ADOBE,
    "eulerian" Analytic Measurement "Eulerian" "Eulerian Technologies" NONE,
    "kameleoon" Analytic Measurement "Kameleoon" "Kameleoon" &["kameleoonVisitorCode"],
    "abtasty" Analytic Measurement "AB Tasty" "AB Tasty" &["ABTasty", "ABTastySession"],
    "wysistat" Analytic Measurement "Wysistat" "Wysistat" &["Wysistat"],
    // Advertising.
    "googleads" Ads Marketing "Google Ads" "Google" GOOGLE_ADS,
    "googleadwordsconversion" Ads Marketing "Google Ads conversions" "Google" GOOGLE_ADS,
    "googleadwordsremarketing" Ads Marketing "Google Ads remarketing" "Google" GOOGLE_ADS,
    "adsense" Ads Marketing "Google AdSense" "Google" ADSENSE,
    "adsenseauto" Ads Marketing "Google AdSense" "Google" ADSENSE,
    "doubleclick" Ads Marketing "DoubleClick" "Google" &["IDE", "test_cookie"],
    "facebookpixel" Ads Marketing "Meta Pixel" "Meta" &["_fbp", "_fbc", "fr"],
    "bingads" Ads Marketing "Microsoft Advertising" "Microsoft" &["_uetsid", "_uetvid", "_uetmsclkid", "MUID"],
    "linkedininsighttag" Ads Marketing "LinkedIn Insight Tag" "LinkedIn" &["li_fat_id", "bcookie", "lidc", "UserMatchHistory"],
    "pinterestpixel" Ads Marketing "Pinterest Tag" "Pinterest" &["_pin_unauth", "_epik", "_pinterest_ct_ua"],
    "tiktok" Ads Marketing "TikTok Pixel" "TikTok" &["_ttp", "_tt_enable_cookie"],
    "snapchat" Ads Marketing "Snap Pixel" "Snap" &["_scid", "sc_at"],
    "reddit" Ads Marketing "Reddit Pixel" "Reddit" &["_rdt_uuid"],
    "twitteruwt" Ads Marketing "X website tag" "X" &["muc_ads", "guest_id*", "personalization_id"],
    "criteo" Ads Marketing "Criteo" "Criteo" &["uid", "cto_bundle"],
    "criteoonetag" Ads Marketing "Criteo OneTag" "Criteo" &["uid", "cto_bundle"],
    "outbrain" Ads Marketing "Outbrain" "Outbrain" NONE,
    "teads" Ads Marketing "Teads" "Teads" NONE,
    "thetradedesk" Ads Marketing "The Trade Desk" "The Trade Desk" &["TDID", "TDCPM"],
    "xandr" Ads Marketing "Xandr" "Microsoft" &["uuid2", "anj", "sess", "icu"],
    "amazon" Ads Marketing "Amazon" "Amazon" NONE,
    "klaviyo" Ads Marketing "Klaviyo" "Klaviyo" &["__kla_id"],
    "activecampaign" Ads Marketing "ActiveCampaign" "ActiveCampaign" NONE,
    "sendinblue" Ads Marketing "Brevo" "Brevo" &["sib_cuid"],
    "mautic" Ads Marketing "Mautic" "" &["mtc_id", "mtc_sid"],
    "hubspot" Ads Marketing "HubSpot" "HubSpot" HUBSPOT,
    "marketomunchkin" Ads Marketing "Marketo Munchkin" "Adobe" &["_mkto_trk"],
    "pardot" Ads Marketing "Pardot" "Salesforce" &["visitor_id*"],
    // Videos and audio.
    "youtube" Video Marketing "YouTube" "Google" YOUTUBE,
    "youtubeplaylist" Video Marketing "YouTube playlist" "Google" YOUTUBE,
    "youtubeapi" Video Marketing "YouTube API" "Google" YOUTUBE,
    "vimeo" Video Measurement "Vimeo" "Vimeo" &["vuid", "player"],
    "dailymotion" Video Marketing "Dailymotion" "Dailymotion" &["dmvk", "ts", "v1st", "hist"],
    "twitch" Video Marketing "Twitch" "Amazon" NONE,
    "tiktokvideo" Video Marketing "TikTok video" "TikTok" NONE,
    "spotify" Video Marketing "Spotify" "Spotify" &["sp_t", "sp_landing"],
    "soundcloud" Video Marketing "SoundCloud" "SoundCloud" &["sc_anonymous_id"],
    "deezer" Video Marketing "Deezer" "Deezer" NONE,
    "artetv" Video Measurement "Arte" "Arte" NONE,
    "slideshare" Video Marketing "SlideShare" "Scribd" NONE,
    // Embedded services.
    "googlemaps" Api Functional "Google Maps" "Google" GOOGLE,
    "googlemapsembed" Api Functional "Google Maps" "Google" GOOGLE,
    "googlemapssearch" Api Functional "Google Maps search" "Google" GOOGLE,
    "maps_noapi" Api Functional "Google Maps" "Google" GOOGLE,
    "openstreetmap" Api Functional "OpenStreetMap" "OpenStreetMap Foundation" NONE,
    "recaptcha" Api Functional "reCAPTCHA" "Google" &["_GRECAPTCHA", "NID"],
    "hcaptcha" Api Functional "hCaptcha" "Intuition Machines" NONE,
    "googlefonts" Api Functional "Google Fonts" "Google" NONE,
    "typekit" Api Functional "Adobe Fonts" "Adobe" NONE,
    "onesignal" Api Functional "OneSignal" "OneSignal" NONE,
    "calendly" Api Functional "Calendly" "Calendly" NONE,
    "trustpilot" Api Functional "Trustpilot" "Trustpilot" NONE,
    // Social networks and comments.
    "facebook" Social Marketing "Facebook" "Meta" META,
    "facebooklikebox" Social Marketing "Facebook page" "Meta" META,
    "facebookpost" Social Marketing "Facebook post" "Meta" META,
    "facebookcomment" Comment Marketing "Facebook comments" "Meta" META,
    "instagram" Social Marketing "Instagram" "Meta" &["mid", "ig_did", "csrftoken", "datr"],
    "twitter" Social Marketing "X" "X" &["guest_id*", "personalization_id"],
    "twitterembed" Social Marketing "X post" "X" &["guest_id*", "personalization_id"],
    "twittertimeline" Social Marketing "X timeline" "X" &["guest_id*", "personalization_id"],
    "linkedin" Social Marketing "LinkedIn" "LinkedIn" &["bcookie", "lidc", "lang"],
    "pinterest" Social Marketing "Pinterest" "Pinterest" NONE,
    "addthis" Social Marketing "AddThis" "Oracle" &["__atuvc", "__atuvs"],
    "addtoanyshare" Social Marketing "AddToAny" "AddToAny" NONE,
    "sharethis" Social Marketing "ShareThis" "ShareThis" &["__stid", "__unam"],
    "disqus" Comment Marketing "Disqus" "Disqus" &["disqus_unique"],
    // Support.
    "crisp" Support Functional "Crisp" "Crisp IM" &["crisp-client*"],
    "intercomChat" Support Functional "Intercom" "Intercom" &["intercom-id-*", "intercom-session-*"],
    "zopim" Support Functional "Zendesk Chat" "Zendesk" &["__zlcmid"],
    "tawkto" Support Functional "tawk.to" "tawk.to" &["twk_*", "TawkConnectionTime"],
    "userlike" Support Functional "Userlike" "Userlike" &["uslk_e", "uslk_s"],
    "uservoice" Support Functional "UserVoice" "UserVoice" NONE,
    "smartsupp" Support Functional "Smartsupp" "Smartsupp" &["ssupp.vid", "ssupp.visits"],
    // What may load any of the others.
    "googletagmanager" Other Marketing "Google Tag Manager" "Google" NONE,
    "multiplegoogletagmanager" Other Marketing "Google Tag Manager" "Google" NONE,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_service_is_there_once_and_asks() {
        let keys: BTreeSet<&str> = SERVICES.iter().map(|service| service.key).collect();
        assert_eq!(keys.len(), SERVICES.len());
        assert!(SERVICES.iter().all(|service| service.kind != Kind::Necessary));
        // One service does not change what visitors are asked about the others, except for players.
        let stray = |service: &&Service| service.kind != service.group.kind() && service.group != Group::Video;
        assert_eq!(SERVICES.iter().find(stray).map(|service| service.key), None);
    }
}
